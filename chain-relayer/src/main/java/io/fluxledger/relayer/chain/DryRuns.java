package io.fluxledger.relayer.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.contracts.RevertReason;
import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import io.fluxledger.relayer.chain.RpcEndpoint.Refusal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.web3j.utils.Numeric;

/** Has a node try calls without sending them. For one thread. */
final class DryRuns {
    private static final String LATEST = "latest";
    /** An estimate is exact for the state it saw; the state in which the transaction is mined may cost a little more. */
    private static final BigInteger GAS_MARGIN_PERCENT = BigInteger.valueOf(130);

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final long chainId;
    private final RoundNode node;
    private final JointRuns joint;

    DryRuns(long chainId, RoundNode node) {
        this.chainId = chainId;
        this.node = node;
        this.joint = new JointRuns(chainId, node);
    }

    /**
     * Runs them on the newest state, each as if it were the only one.
     *
     * @param nowMs as of the head of the round
     * @return in their order
     */
    List<DryRun> run(List<DryCall> calls, long nowMs) throws ChainUnavailableException {
        BitSet passing = joint.passing(calls, nowMs);
        List<Call> asked = new ArrayList<>();
        for (int i = passing.nextClearBit(0); i < calls.size(); i = passing.nextClearBit(i + 1)) {
            DryCall call = calls.get(i);
            asked.add(
                    call.gasLimit() == null
                            ? Call.of("eth_estimateGas", call.object(false))
                            : Call.of("eth_call", call.object(true), LATEST));
        }
        List<Answer> answers = asked.isEmpty() ? List.of() : node.ask(asked);
        List<DryRun> runs = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < calls.size(); i++) {
            DryCall call = calls.get(i);
            BigInteger limit = call.gasLimit();
            if (passing.get(i) && limit != null) {
                runs.add(new DryRun.Passes(limit));
                continue;
            }
            Answer answer = answers.get(next++);
            if (answer.error() != null) {
                runs.add(limit == null ? refused(call, answer.error()) : estimate(call));
            } else {
                runs.add(new DryRun.Passes(limit == null ? withMargin(answer.result()) : limit));
            }
        }
        return runs;
    }

    private DryRun estimate(DryCall call) throws ChainUnavailableException {
        Answer answer = one(Call.of("eth_estimateGas", call.object(false)));
        return answer.error() == null ? new DryRun.Passes(withMargin(answer.result())) : refused(call, answer.error());
    }

    /** An estimate's refusal does not always carry the reason; the call's does. */
    private DryRun refused(DryCall call, Refusal refusal) throws ChainUnavailableException {
        Answer answer = one(Call.of("eth_call", call.object(false), LATEST));
        return new DryRun.Reverts(revert(answer.error() == null ? refusal : answer.error()));
    }

    private static BigInteger withMargin(JsonNode estimate) {
        return Receipt.quantity(estimate).multiply(GAS_MARGIN_PERCENT).divide(HUNDRED);
    }

    /** Why a mined transaction failed, as far as repeating it on the state before its block shows. */
    String failure(DryCall call, Receipt receipt) throws ChainUnavailableException {
        Answer answer = one(Call.of(
                "eth_call", call.object(false), Numeric.encodeQuantity(BigInteger.valueOf(receipt.blockNumber() - 1))));
        return answer.error() == null ? "reverted on chain" : revert(answer.error());
    }

    private Answer one(Call call) throws ChainUnavailableException {
        return node.ask(List.of(call)).getFirst();
    }

    private String revert(Refusal refusal) throws ChainUnavailableException {
        if (refusal.data().contains("0x")) {
            return RevertReason.decode(refusal.data().replace("\"", "").strip());
        }
        if (refusal.message().toLowerCase(Locale.ROOT).contains("revert")) {
            return refusal.message();
        }
        throw new ChainUnavailableException("Chain " + chainId + ": " + refusal.message());
    }
}
