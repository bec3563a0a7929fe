package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.DryRunProgram;
import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.web3j.utils.Numeric;

/**
 * Tries many calls in one, where it does not matter who sends them. Only that a call passes is learned so: what does not, and what a node
 * does not want to be asked this way, is to be tried by itself. For one thread.
 */
final class JointRuns {
    /** Fewer are as quick by themselves. */
    private static final int FEWEST = 4;
    /** Below what nodes give a call: EIP-7825 caps a transaction at 2^24. */
    private static final long MOST_GAS = 15_000_000;
    /** The program itself, and what it costs to make the contract that undoes. */
    private static final long GAS_OF_PROGRAM = 1_500_000;
    /** Around each call: its copies, and the 64th part that EIP-150 keeps back. */
    private static final long GAS_AROUND = 20_000;

    private static final long GAS_OF_TRANSACTION = 21_000;
    private static final long GAS_OF_BYTE = 16;
    private static final long GAS_OF_ZERO = 4;

    private final OptionalQuestion question;

    JointRuns(long chainId, RoundNode node) {
        this.question = new OptionalQuestion(chainId, node);
    }

    /** Calls of one contract, by one sender, in one program. */
    private record Program(List<Integer> places, Call call) {}

    /** Places of the calls that are known to pass within their limits. */
    BitSet passing(List<DryCall> calls, long nowMs) throws ChainUnavailableException {
        BitSet passing = new BitSet(calls.size());
        if (!question.mayBeAsked(nowMs)) {
            return passing;
        }
        Map<String, List<Integer>> byTarget = new LinkedHashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            DryCall call = calls.get(i);
            if (call.byAnybody() && call.gasLimit() != null) {
                byTarget.computeIfAbsent(call.from() + call.to(), key -> new ArrayList<>())
                        .add(i);
            }
        }
        List<Program> programs = new ArrayList<>();
        byTarget.values().stream()
                .filter(places -> places.size() >= FEWEST)
                .forEach(places -> programs.addAll(programs(calls, places)));
        if (programs.isEmpty()) {
            return passing;
        }
        List<Answer> answers = question.ask(programs.stream().map(Program::call).toList(), nowMs);
        for (int i = 0; i < programs.size(); i++) {
            note(passing, programs.get(i), answers.get(i), nowMs);
        }
        return passing;
    }

    private void note(BitSet passing, Program program, Answer answer, long nowMs) {
        String refusal = answer.error() == null ? null : answer.error().message();
        if (refusal == null) {
            try {
                boolean[] outcomes = DryRunProgram.outcomes(
                        answer.result().asText(), program.places().size());
                for (int i = 0; i < outcomes.length; i++) {
                    passing.set(program.places().get(i), outcomes[i]);
                }
                return;
            } catch (IllegalArgumentException e) {
                refusal = e.getMessage();
            }
        }
        question.notTaken(program.call().method(), String.valueOf(refusal), nowMs);
    }

    private static List<Program> programs(List<DryCall> calls, List<Integer> places) {
        DryCall first = calls.get(places.getFirst());
        List<byte[]> data = new ArrayList<>();
        long gas = Long.MAX_VALUE;
        int longest = 0;
        for (int place : places) {
            byte[] each = Numeric.hexStringToByteArray(calls.get(place).data());
            data.add(each);
            BigInteger limit = Objects.requireNonNull(calls.get(place).gasLimit());
            gas = Math.min(gas, limit.min(BigInteger.valueOf(MOST_GAS)).longValueExact() - intrinsic(each));
            longest = Math.max(longest, each.length);
        }
        List<Program> programs = new ArrayList<>();
        long fit =
                gas <= 0 ? 0 : Math.min(DryRunProgram.most(longest), (MOST_GAS - GAS_OF_PROGRAM) / (gas + GAS_AROUND));
        if (fit < FEWEST) {
            return programs;
        }
        for (int from = 0; from < places.size(); from += (int) fit) {
            int to = (int) Math.min(places.size(), from + fit);
            byte[] program = DryRunProgram.of(first.to(), gas, data.subList(from, to));
            long all = GAS_OF_PROGRAM + (to - from) * (gas + GAS_AROUND);
            Map<String, String> object = Map.of(
                    "from",
                    first.from(),
                    "data",
                    Numeric.toHexString(program),
                    "gas",
                    Numeric.encodeQuantity(BigInteger.valueOf(all)));
            programs.add(new Program(places.subList(from, to), Call.of("eth_call", object, "latest")));
        }
        return programs;
    }

    /** What a transaction with that data costs before anything is run. */
    private static long intrinsic(byte[] data) {
        long gas = GAS_OF_TRANSACTION;
        for (byte each : data) {
            gas += each == 0 ? GAS_OF_ZERO : GAS_OF_BYTE;
        }
        return gas;
    }
}
