package io.fluxledger.prover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.contracts.EercAbi;
import io.fluxledger.prover.EercNetwork.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/** What an observer of the chain gets of payouts: all of calldata, events and storage, of equal amounts and of unequal ones. */
class PrivacyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int GAS_OF_ZERO_BYTE = 4;
    private static final int GAS_OF_OTHER_BYTE = 16;
    private final EercNetwork network = EercNetwork.shared();

    /** Answer to debug_traceTransaction. */
    public static final class Trace extends Response<Map<String, Object>> {}

    /**
     * One transfer as everybody sees it.
     *
     * @param words calldata, then event data, then storage keys and values that it wrote
     * @param gas without what the zero bytes of ciphertexts make cheaper
     */
    private record Seen(List<BigInteger> words, int calldataWords, int events, BigInteger gas) {}

    @Test
    void equalAndUnequalPayoutsLookAlikeAndNoAmountIsSeen() {
        Account payer = network.register("private-payer");
        Account one = network.register("private-one");
        Account two = network.register("private-two");
        network.deposit(payer, 900_000_000);
        // So that no later transfer is the first of an account, which writes more.
        pay(payer, one, two, 11_111, 22_222);

        List<Seen> equal = pay(payer, one, two, 5_000_017, 5_000_017);
        List<Seen> unequal = pay(payer, one, two, 1_234_567, 87_654_321);

        List<Seen> all = new ArrayList<>(equal);
        all.addAll(unequal);
        for (Seen seen : all) {
            for (long amount : List.of(5_000_017L, 1_234_567L, 87_654_321L, 10_000_034L, 88_888_888L)) {
                assertThat(seen.words()).doesNotContain(BigInteger.valueOf(amount));
                assertThat(seen.words()).noneMatch(word -> contains(word, amount));
            }
        }
        // Which words of two transfers are the same tells nothing of their amounts.
        assertThat(sameWords(equal)).isEqualTo(sameWords(unequal));
        assertThat(equal)
                .extracting(Seen::events)
                .containsOnly(unequal.getFirst().events());
        assertThat(equal)
                .extracting(Seen::calldataWords)
                .containsOnly(unequal.getFirst().calldataWords());
        assertThat(equal.stream().map(seen -> seen.words().size()).toList())
                .isEqualTo(unequal.stream().map(seen -> seen.words().size()).toList());
        assertThat(equal.stream().map(Seen::gas).toList())
                .isEqualTo(unequal.stream().map(Seen::gas).toList());

        assertThat(network.known(one).amountMicros()).isEqualTo(11_111 + 5_000_017 + 1_234_567);
        assertThat(network.known(two).amountMicros()).isEqualTo(22_222 + 5_000_017 + 87_654_321);
    }

    private List<Seen> pay(Account payer, Account one, Account two, long toOne, long toTwo) {
        List<BatchProof> proofs = network.prove(payer, network.to(one, toOne), network.to(two, toTwo));
        return List.of(seen(payer, one, proofs.get(0)), seen(payer, two, proofs.get(1)));
    }

    private Seen seen(Account from, Account to, BatchProof proof) {
        byte[] calldata = network.transferCall(to, proof.spending());
        TransactionReceipt receipt = network.send(from.wallet(), network.contracts.encryptedErc(), calldata);
        List<BigInteger> words = new ArrayList<>(EercNetwork.words(calldata, 4));
        int calldataWords = words.size();
        for (Log log : receipt.getLogs()) {
            log.getTopics().forEach(topic -> words.add(Numeric.toBigInt(topic)));
            words.addAll(EercNetwork.words(Numeric.hexStringToByteArray(log.getData()), 0));
        }
        words.addAll(written(receipt.getTransactionHash()));
        long calldataGas = 0;
        for (byte b : calldata) {
            calldataGas += b == 0 ? GAS_OF_ZERO_BYTE : GAS_OF_OTHER_BYTE;
        }
        return new Seen(
                words,
                calldataWords,
                receipt.getLogs().size(),
                receipt.getGasUsed().subtract(BigInteger.valueOf(calldataGas)));
    }

    /** Keys and values that a transaction left in storage, of every contract. */
    private List<BigInteger> written(String hash) {
        Map<String, Object> options = Map.of("tracer", "prestateTracer", "tracerConfig", Map.of("diffMode", true));
        Trace trace = network.ask(
                new Request<>("debug_traceTransaction", List.of(hash, options), network.service, Trace.class));
        assertThat(trace.hasError()).as("the node traces").isFalse();
        JsonNode after = JSON.valueToTree(trace.getResult()).path("post");
        List<BigInteger> words = new ArrayList<>();
        after.forEach(account -> account.path("storage").properties().forEach(slot -> {
            words.add(Numeric.toBigInt(slot.getKey()));
            words.add(Numeric.toBigInt(slot.getValue().asText()));
        }));
        assertThat(words).hasSizeGreaterThan(20);
        return words;
    }

    /** Whether the amount stands somewhere in the word, at a byte, between zeroes. */
    private static boolean contains(BigInteger word, long amount) {
        String hex = String.format("%064x", word);
        return hex.contains("0000" + String.format("%08x", amount) + "0000")
                || hex.endsWith("0000" + String.format("%08x", amount));
    }

    /** For each word of the second transfer, the places in the first one's calldata and events where it stands too. */
    private static Map<Integer, List<Integer>> sameWords(List<Seen> two) {
        Map<Integer, List<Integer>> same = new HashMap<>();
        List<BigInteger> first = two.get(0).words().subList(0, two.get(0).calldataWords());
        List<BigInteger> second = two.get(1).words().subList(0, two.get(1).calldataWords());
        for (int i = 0; i < second.size(); i++) {
            for (int j = 0; j < first.size(); j++) {
                if (second.get(i).equals(first.get(j))) {
                    same.computeIfAbsent(i, at -> new ArrayList<>()).add(j);
                }
            }
        }
        return same;
    }

    @Test
    void theAuditorsKeyReadsWhatNobodyElseCan() {
        Account payer = network.register("audited-payer");
        Account provider = network.register("audited-provider");
        network.deposit(payer, 1_000);
        BatchProof proof = network.prove(payer, network.to(provider, 123)).getFirst();
        List<BigInteger> pct = EercAbi.decodeTransfer(network.transferCall(provider, proof.spending()))
                .auditorPct();
        assertThat(network.prover.decryptPct("auditor", pct)).isEqualTo(123);
        for (Account other : List.of(payer, provider)) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    ProverException.class, () -> network.prover.decryptPct(other.name(), pct))
                            .code())
                    .isEqualTo(ProverException.Code.NOT_DECRYPTABLE);
        }
    }
}
