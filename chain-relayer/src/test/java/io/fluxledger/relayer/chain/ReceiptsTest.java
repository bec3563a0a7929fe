package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import io.fluxledger.relayer.chain.RpcEndpoint.Refusal;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** Receipts of transactions that a real node has in a few blocks, and of some that nobody has sent. */
class ReceiptsTest {
    private static final String NEVER_SENT = "0x" + "ab".repeat(32);
    private static final String BY_HASH = "eth_getTransactionReceipt";
    private static final String OF_BLOCK = "eth_getBlockReceipts";
    private static final int SENT = 60;
    private static final long NOW_MS = 1_000_000;
    private static final long TEN_MINUTES_MS = 600_000;

    private static EvmNode node;
    private static List<String> hashes;

    private final List<Call> asked = new ArrayList<>();

    @BeforeAll
    static void send() throws Exception {
        TestChain chain = TestChains.shared().home();
        node = new EvmNode(List.of(chain.rpcUrl()), chain.chainId(), 1);
        Credentials sender = Credentials.create(Keys.createEcKeyPair());
        chain.fundGas(sender.getAddress());
        List<Call> sends = new ArrayList<>();
        for (int nonce = 0; nonce < SENT; nonce++) {
            RawTransaction transaction = RawTransaction.createTransaction(
                    chain.chainId(),
                    BigInteger.valueOf(nonce),
                    BigInteger.valueOf(21_000),
                    sender.getAddress(),
                    BigInteger.ZERO,
                    "",
                    BigInteger.TEN.pow(9),
                    BigInteger.TEN.pow(11));
            sends.add(Call.of(
                    "eth_sendRawTransaction",
                    Numeric.toHexString(TransactionEncoder.signMessage(transaction, chain.chainId(), sender))));
        }
        hashes = node.call(0, NOW_MS, sends).stream()
                .map(answer -> answer.result().asText())
                .toList();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> node.call(0, NOW_MS, List.of(Call.of(BY_HASH, hashes.getLast())))
                        .getFirst()
                        .result()
                        .hasNonNull("blockNumber"));
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void nothingAsked() {
        asked.clear();
    }

    private List<Answer> ask(List<Call> calls) throws ChainUnavailableException {
        asked.addAll(calls);
        return node.call(0, NOW_MS, calls);
    }

    private long asked(String method) {
        return asked.stream().filter(call -> call.method().equals(method)).count();
    }

    private static Map<String, Receipt> oneByOne(List<String> wanted) throws Exception {
        Receipts receipts = new Receipts(1, calls -> node.call(0, NOW_MS, calls));
        Map<String, Receipt> all = new HashMap<>();
        for (String each : wanted) {
            all.putAll(receipts.of(List.of(each), NOW_MS));
        }
        return all;
    }

    @Test
    void manyOfABlockAreOneAnswerAndTheSame() throws Exception {
        List<String> wanted = new ArrayList<>(hashes);
        wanted.addFirst(NEVER_SENT);
        Map<String, Receipt> receipts = new Receipts(1, this::ask).of(wanted, NOW_MS);
        assertThat(receipts).hasSize(SENT).containsOnlyKeys(hashes);
        assertThat(describe(receipts)).isEqualTo(describe(oneByOne(wanted)));
        assertThat(asked(OF_BLOCK)).isPositive();
        assertThat(asked(BY_HASH)).isLessThan(SENT / 2);
    }

    private static List<String> describe(Map<String, Receipt> receipts) {
        return receipts.values().stream().map(Receipt::toString).sorted().toList();
    }

    @Test
    void fewAreAskedForOneByOne() throws Exception {
        assertThat(new Receipts(1, this::ask).of(hashes.subList(0, 20), NOW_MS)).hasSize(20);
        assertThat(asked(OF_BLOCK)).isZero();
        assertThat(asked(BY_HASH)).isEqualTo(20);
        assertThat(new Receipts(1, this::ask).of(List.of(), NOW_MS)).isEmpty();
    }

    @Test
    void ofWhatNobodySentNoBlockIsAsked() throws Exception {
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            unknown.add("0x" + "%064x".formatted(i + 1));
        }
        assertThat(new Receipts(1, this::ask).of(unknown, NOW_MS)).isEmpty();
        assertThat(asked(OF_BLOCK)).isZero();
        assertThat(asked(BY_HASH)).isEqualTo(40);
    }

    @Test
    void aNodeThatDoesNotKnowTheQuestionIsNotAskedItForAWhile() throws Exception {
        Receipts receipts = new Receipts(1, calls -> {
            if (!calls.getFirst().method().equals(OF_BLOCK)) {
                return ask(calls);
            }
            asked.addAll(calls);
            return List.of(new Answer(NullNode.getInstance(), new Refusal("the method does not exist", "")));
        });
        long[] times = {NOW_MS, NOW_MS + TEN_MINUTES_MS - 1, NOW_MS + TEN_MINUTES_MS};
        long[] questions = {1, 1, 2};
        for (int i = 0; i < times.length; i++) {
            assertThat(receipts.of(hashes, times[i])).hasSize(SENT);
            assertThat(asked(OF_BLOCK)).isEqualTo(questions[i]);
        }
    }

    /** Refused by a status of HTTP, a node looks as if it were down: it must not stay so. */
    @Test
    void aBlockWithoutAnAnswerIsNotAskedForInTheNextRound() throws Exception {
        Receipts receipts = new Receipts(1, calls -> {
            if (calls.getFirst().method().equals(OF_BLOCK)) {
                throw new ChainUnavailableException("answered HTTP 403");
            }
            return ask(calls);
        });
        assertThatThrownBy(() -> receipts.of(hashes, NOW_MS)).isInstanceOf(ChainUnavailableException.class);
        assertThat(receipts.of(hashes, NOW_MS + 1)).hasSize(SENT);
    }
}
