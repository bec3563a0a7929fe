package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import io.fluxledger.relayer.chain.RpcEndpoint.Refusal;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.utils.Numeric;

/** Payments of a real USDC tried in one call, against the same payments tried one by one. */
class DryRunsTest {
    private static final BigInteger LIMIT = BigInteger.valueOf(150_000);
    private static final EthAddress RECIPIENT = EthAddress.parse("0x00000000000000000000000000000000000000aa");
    private static final long BALANCE_MICROS = 10;
    private static final long NOW_MS = 1_000_000;
    private static final long TEN_MINUTES_MS = 600_000;

    private final TestChain chain = TestChains.shared().home();
    private final EthAddress usdc = EthAddress.parse(chain.contracts().usdc());
    private final Eip712Domain domain =
            new Eip712Domain(chain.contracts().usdcName(), chain.contracts().usdcVersion(), chain.chainId(), usdc);
    private final PrivateKey payer = PrivateKey.generate(new SecureRandom());
    private final EvmNode node = new EvmNode(List.of(chain.rpcUrl()), chain.chainId(), 1);
    private final List<List<Call>> asked = new ArrayList<>();
    private long nonces;

    @BeforeEach
    void aPayer() {
        chain.mintUsdc(payer.address().toString(), BALANCE_MICROS);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private List<Answer> ask(List<Call> calls) throws ChainUnavailableException {
        asked.add(calls);
        return node.call(0, NOW_MS, calls);
    }

    private DryCall payment(long micros, PrivateKey signer, long validBeforeS, BigInteger limit, boolean byAnybody) {
        byte[] nonce = Numeric.toBytesPadded(BigInteger.valueOf(++nonces), 32);
        byte[] signature = signer.sign(Eip3009Authorization.ofMicros(
                                payer.address(),
                                RECIPIENT,
                                micros,
                                0,
                                validBeforeS,
                                Bytes32.parse(Numeric.toHexString(nonce)))
                        .transferDigest(domain))
                .bytes();
        byte[] call = new TransferAuthorization(
                        payer.address().toString(),
                        RECIPIENT.toString(),
                        micros,
                        0,
                        validBeforeS,
                        Numeric.toHexString(nonce))
                .call(signature);
        return new DryCall(payer.address().toString(), usdc.toString(), Numeric.toHexString(call), limit, byAnybody);
    }

    private DryCall payment(long micros) {
        return payment(micros, payer, Integer.MAX_VALUE, LIMIT, true);
    }

    private List<DryCall> payments(int count) {
        return IntStream.range(0, count).mapToObj(i -> payment(6)).toList();
    }

    private static List<DryCall> bySomebody(List<DryCall> calls) {
        return calls.stream()
                .map(call -> new DryCall(call.from(), call.to(), call.data(), call.gasLimit(), false))
                .toList();
    }

    private static List<String> methods(List<Call> calls) {
        return calls.stream().map(Call::method).toList();
    }

    /** All together they are far more than the payer has. */
    @Test
    void eachIsTriedAsIfItWereTheOnlyOne() throws Exception {
        List<DryCall> calls = new ArrayList<>(payments(40));
        calls.add(3, payment(BALANCE_MICROS + 1));
        calls.add(17, payment(1, PrivateKey.generate(new SecureRandom()), Integer.MAX_VALUE, LIMIT, true));
        calls.add(payment(1, payer, 1, LIMIT, true));
        List<DryRun> runs = new DryRuns(chain.chainId(), this::ask).run(calls, NOW_MS);
        assertThat(methods(asked.getFirst())).containsExactly("eth_call");
        assertThat(methods(asked.get(1)).subList(0, 3)).containsOnly("eth_call");
        assertThat(asked.get(1)).hasSize(3);
        assertThat(runs).isEqualTo(new DryRuns(chain.chainId(), this::ask).run(bySomebody(calls), NOW_MS));
        assertThat(runs.stream().filter(DryRun.Reverts.class::isInstance))
                .containsExactly(
                        new DryRun.Reverts("ERC20: transfer amount exceeds balance"),
                        new DryRun.Reverts("FiatTokenV2: invalid signature"),
                        new DryRun.Reverts("FiatTokenV2: authorization is expired"));
        assertThat(runs.stream().filter(run -> run.equals(new DryRun.Passes(LIMIT))))
                .hasSize(40);
    }

    /** What a payment needs as a transaction of its own is what it needs among others, to the last unit of gas. */
    @Test
    void gasIsCountedAsInATransaction() throws Exception {
        long tooLittle = 21_000;
        long enough = 150_000;
        DryCall payment = payment(6);
        while (enough - tooLittle > 1) {
            long middle = (tooLittle + enough) / 2;
            Call call = Call.of("eth_call", at(payment, middle).object(true), "latest");
            if (ask(List.of(call)).getFirst().error() == null) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        JointRuns joint = new JointRuns(chain.chainId(), this::ask);
        assertThat(joint.passing(Collections.nCopies(5, at(payment, enough)), NOW_MS)
                        .cardinality())
                .isEqualTo(5);
        assertThat(joint.passing(Collections.nCopies(5, at(payment, tooLittle)), NOW_MS)
                        .cardinality())
                .isZero();
    }

    private static DryCall at(DryCall call, long limit) {
        return new DryCall(call.from(), call.to(), call.data(), BigInteger.valueOf(limit), true);
    }

    /** How many, their limit, and how many programs that makes; none when they are tried one by one. */
    @ParameterizedTest
    @CsvSource({
        "3, 150000, 0",
        "4, 150000, 1",
        "80, 150000, 1",
        "250, 150000, 3",
        "250, 110000, 3",
        "20, 4000000, 0",
        "20, 1000, 0"
    })
    void programsAreAsLongAsNodesTake(int count, long limit, int programs) throws Exception {
        List<DryCall> calls =
                payments(count).stream().map(call -> at(call, limit)).toList();
        JointRuns joint = new JointRuns(chain.chainId(), this::ask);
        assertThat(joint.passing(calls, NOW_MS).cardinality()).isEqualTo(programs == 0 ? 0 : count);
        assertThat(asked.stream().mapToInt(List::size).sum()).isEqualTo(programs);
        for (List<Call> request : asked) {
            for (Call call : request) {
                assertThat(call.parameters().getFirst()).isInstanceOfSatisfying(Map.class, object -> {
                    assertThat(String.valueOf(object.get("data")).length()).isLessThanOrEqualTo(2 + 2 * 49_152);
                    assertThat(Numeric.decodeQuantity(String.valueOf(object.get("gas"))))
                            .isLessThan(BigInteger.TWO.pow(24));
                });
            }
        }
    }

    /** Whatever is said to the program, the payments are tried one by one, and the node is not asked so for a while. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            refused   | max initcode size exceeded
            answered  | 0x
            answered  | 0x0101
            answered  | nonsense
            """)
    void aNodeThatDoesNotTakeItIsAskedOneByOne(String how, String what) throws Exception {
        Function<Call, Answer> programs = call -> how.equals("refused")
                ? new Answer(NullNode.getInstance(), new Refusal(what, ""))
                : new Answer(TextNode.valueOf(what), null);
        DryRuns runs = new DryRuns(chain.chainId(), calls -> {
            boolean program =
                    calls.getFirst().parameters().getFirst() instanceof Map<?, ?> object && !object.containsKey("to");
            if (!program) {
                return ask(calls);
            }
            asked.add(calls);
            return calls.stream().map(programs).toList();
        });
        List<DryCall> calls = payments(6);
        List<DryRun> expected = Collections.nCopies(6, new DryRun.Passes(LIMIT));
        assertThat(runs.run(calls, NOW_MS)).isEqualTo(expected);
        assertThat(asked.stream().map(List::size)).containsExactly(1, 6);
        assertThat(runs.run(calls, NOW_MS + TEN_MINUTES_MS - 1)).isEqualTo(expected);
        assertThat(asked.stream().map(List::size)).containsExactly(1, 6, 6);
        assertThat(runs.run(calls, NOW_MS + TEN_MINUTES_MS)).isEqualTo(expected);
        assertThat(asked.stream().map(List::size)).containsExactly(1, 6, 6, 1, 6);
    }

    /** Refused by a status of HTTP, a node looks as if it were down: it must not stay so. */
    @Test
    void aProgramWithoutAnAnswerIsNotAskedForInTheNextRound() throws Exception {
        DryRuns runs = new DryRuns(chain.chainId(), calls -> {
            if (calls.getFirst().parameters().getFirst() instanceof Map<?, ?> object && !object.containsKey("to")) {
                throw new ChainUnavailableException("answered HTTP 413");
            }
            return ask(calls);
        });
        List<DryCall> calls = payments(6);
        assertThatThrownBy(() -> runs.run(calls, NOW_MS)).isInstanceOf(ChainUnavailableException.class);
        assertThat(runs.run(calls, NOW_MS + 1)).isEqualTo(Collections.nCopies(6, new DryRun.Passes(LIMIT)));
    }

    /** Others than payments depend on who sends them, and a limit that is not known is to be found out. */
    @Test
    void onlyWhatAnybodyMaySendIsTriedTogether() throws Exception {
        List<DryCall> calls = new ArrayList<>(bySomebody(payments(6)));
        for (int i = 0; i < 6; i++) {
            DryCall call = payment(6);
            calls.add(new DryCall(call.from(), call.to(), call.data(), null, true));
        }
        List<DryRun> runs = new DryRuns(chain.chainId(), this::ask).run(calls, NOW_MS);
        assertThat(asked).hasSize(1);
        assertThat(methods(asked.getFirst()))
                .containsExactlyElementsOf(IntStream.range(0, 12)
                        .mapToObj(i -> i < 6 ? "eth_call" : "eth_estimateGas")
                        .toList());
        assertThat(runs).hasOnlyElementsOfType(DryRun.Passes.class);
    }
}
