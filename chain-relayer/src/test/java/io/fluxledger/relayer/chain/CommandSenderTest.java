package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.events.TransactionState;
import io.fluxledger.relayer.keys.KeyRoles;
import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.SigningPolicy;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.relayer.send.Fees;
import io.fluxledger.relayer.send.LaneAction;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.utils.Numeric;

/** What a lane wants signed and its key does not sign; the node is a real one, behind one that is dead. */
class CommandSenderTest {
    private static final long CAP_MICROS = 10;
    private static final Fees FEES = new Fees(BigInteger.TEN.pow(10), BigInteger.ONE);
    private static final BigInteger GAS = BigInteger.valueOf(150_000);
    private static final String RECIPIENT = "0x00000000000000000000000000000000000000aa";

    private final TestChains chains = TestChains.shared();
    private final TestChain chain = chains.home();
    private final String treasury = chains.treasury().getAddress().toLowerCase(Locale.ROOT);
    private final EvmNode node =
            new EvmNode(List.of(URI.create("http://127.0.0.1:1"), chain.rpcUrl()), chain.chainId(), 2);
    private CommandSender sender;

    @BeforeEach
    void aKeyWithACap() {
        chain.mintUsdc(treasury, 100);
        sender = newSender();
        assertThat(sender.head(-1)).isInstanceOf(LaneEvent.HeadSeen.class);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private CommandSender newSender() {
        return newSender(chains.treasury());
    }

    private CommandSender newSender(Credentials credentials) {
        EthAddress usdc = EthAddress.parse(chain.contracts().usdc());
        PrivateKey key = PrivateKey.fromHex(Numeric.toHexStringWithPrefixZeroPadded(
                credentials.getEcKeyPair().getPrivateKey(), 64));
        SigningPolicy policy = KeyRoles.treasury(
                ChainsFile.read(chains.chainsFile()).chains(),
                new SigningPolicy.Caps(Duration.ofDays(1), Optional.of(CAP_MICROS), Optional.empty()));
        return new CommandSender(
                node,
                new TransactionSigner(new LocalKey(key), policy, Map.of(chain.chainId(), usdc), Clock.systemUTC()),
                new Eip712Domain(chain.contracts().usdcName(), chain.contracts().usdcVersion(), chain.chainId(), usdc),
                Clock.systemUTC());
    }

    @Test
    void whatIsOverTheCapWaitsAndHoldsNoOtherPreflightBack() {
        ChainCommand dear = payout("dear", CAP_MICROS + 1, chain.contracts().usdc());
        ChainCommand cheap = payout("cheap", CAP_MICROS - 1, chain.contracts().usdc());
        ChainCommand foreign = payout("foreign", 1, RECIPIENT);
        List<LaneEvent> events = sender.perform(List.of(
                new LaneAction.Preflight(dear, null),
                new LaneAction.Preflight(foreign, null),
                new LaneAction.Preflight(cheap, null)));
        assertThat(events)
                .satisfiesExactly(
                        event -> assertThat(event)
                                .isInstanceOfSatisfying(LaneEvent.PreflightReverted.class, reverted -> {
                                    assertThat(reverted.commandId()).isEqualTo("foreign");
                                    assertThat(reverted.reason()).contains("may not call " + RECIPIENT);
                                }),
                        event -> assertThat(event)
                                .isInstanceOfSatisfying(
                                        LaneEvent.PreflightPassed.class,
                                        passed -> assertThat(passed.commandId()).isEqualTo("cheap")),
                        event -> assertThat(event)
                                .isInstanceOfSatisfying(
                                        LaneEvent.NotSigned.class,
                                        unreachable ->
                                                assertThat(unreachable.reason()).contains("11 wanted, 10 left")));
    }

    /** A nonce behind one that nobody has could not be mined; a nonce that is given up can always be used up. */
    @Test
    void afterAnAttemptThatIsNotSignedOnlyNoOpsAre() {
        ChainCommand dear = payout("dear", CAP_MICROS + 1, chain.contracts().usdc());
        ChainCommand cheap = payout("cheap", CAP_MICROS, chain.contracts().usdc());
        List<LaneEvent> events = sender.perform(List.of(
                new LaneAction.Sign(dear, null, 1_000, GAS, FEES),
                new LaneAction.Sign(cheap, null, 1_001, GAS, FEES),
                new LaneAction.Cancel(cheap, 1_002, FEES)));
        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).isInstanceOfSatisfying(LaneEvent.AttemptSigned.class, signed -> {
            assertThat(signed.nonce()).isEqualTo(1_002);
            assertThat(signed.attempt().getCancels()).isTrue();
        });
        assertThat(events.getLast()).isInstanceOf(LaneEvent.NotSigned.class);
    }

    @Test
    void whatWasSignedBeforeARestartCountsAfterIt() {
        ChainCommand first = payout("first", CAP_MICROS, chain.contracts().usdc());
        List<LaneEvent> signed = sender.perform(List.of(new LaneAction.Sign(first, null, 1_000, GAS, FEES)));
        TransactionAttempt attempt = ((LaneEvent.AttemptSigned) signed.getFirst()).attempt();
        CommandSender restarted = newSender();
        restarted.restore(ChainTransaction.newBuilder()
                .setCommandId("first")
                .setKind(CommandKind.PAYOUT)
                .setAccount(Lines.address(RECIPIENT))
                .setSubjectId("first")
                .setBlockNumber(0)
                .setChainId(chain.chainId())
                .setSigner(Lines.address(treasury))
                .setState(TransactionState.SIGNED)
                .setLaneNonce(1_000)
                .setAttempts(List.of(attempt))
                .setUpdatedAtMs(attempt.getSignedAtMs())
                .build());
        assertThat(restarted.head(-1)).isInstanceOf(LaneEvent.HeadSeen.class);
        assertThat(restarted.perform(List.of(new LaneAction.Preflight(
                        payout("second", 1, chain.contracts().usdc()), null))))
                .hasOnlyElementsOfType(LaneEvent.NotSigned.class);
        assertThat(restarted.perform(List.of(new LaneAction.Bump(first, 1_000, attempt, FEES))))
                .hasOnlyElementsOfType(LaneEvent.AttemptSigned.class);
    }

    /** Of what was mined and failed the call that was sent is repeated: the planned one has no signature. */
    @Test
    void theReasonOfAMinedFailureIsThatOfTheCallThatWasSent() throws Exception {
        Credentials poor = Credentials.create(Keys.createEcKeyPair());
        chain.fundGas(poor.getAddress());
        CommandSender of = newSender(poor);
        assertThat(of.head(-1)).isInstanceOf(LaneEvent.HeadSeen.class);
        ChainCommand payout =
                payout("unpaid", 5, chain.contracts().usdc(), poor.getAddress().toLowerCase(Locale.ROOT));
        LaneEvent.AttemptSigned signed =
                (LaneEvent.AttemptSigned) of.perform(List.of(new LaneAction.Sign(payout, null, 0, GAS, FEES)))
                        .getFirst();
        assertThat(of.perform(List.of(new LaneAction.Send(payout, signed.attempt()))))
                .isEmpty();
        assertThat(of.sent()).hasOnlyElementsOfType(LaneEvent.Broadcast.class);
        LaneAction lookUp =
                new LaneAction.LookUp(payout, List.of(signed.attempt().getTransactionHash()), null, false);
        LaneEvent found = await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> {
                            assertThat(of.head(-1)).isInstanceOf(LaneEvent.HeadSeen.class);
                            return of.perform(List.of(lookUp)).getFirst();
                        },
                        LaneEvent.Mined.class::isInstance);
        assertThat(found).isInstanceOfSatisfying(LaneEvent.Mined.class, mined -> {
            assertThat(mined.mined().succeeded()).isFalse();
            assertThat(mined.mined().reason()).isEqualTo("ERC20: transfer amount exceeds balance");
        });
    }

    /** Eight that there is money for, and one that fails: that one left no logs. The gas is told by receipts alone. */
    @Test
    void manyPaymentsAreFoundByTheirLogsAndWhatFailedByItsReceipt() throws Exception {
        Credentials payer = Credentials.create(Keys.createEcKeyPair());
        String from = payer.getAddress().toLowerCase(Locale.ROOT);
        chain.fundGas(from);
        chain.mintUsdc(from, 8);
        CommandSender of = newSender(payer);
        assertThat(of.head(-1)).isInstanceOf(LaneEvent.HeadSeen.class);
        List<LaneAction> sends = new ArrayList<>();
        List<LaneAction> brief = new ArrayList<>();
        List<LaneAction> whole = new ArrayList<>();
        for (int nonce = 0; nonce < 9; nonce++) {
            ChainCommand command = payout("many-" + nonce, 1, chain.contracts().usdc(), from);
            TransactionAttempt attempt = ((LaneEvent.AttemptSigned)
                            of.perform(List.of(new LaneAction.Sign(command, null, nonce, GAS, FEES)))
                                    .getFirst())
                    .attempt();
            sends.add(new LaneAction.Send(command, attempt));
            List<Hash32> hashes = List.of(attempt.getTransactionHash());
            brief.add(new LaneAction.LookUp(command, hashes, null, false));
            whole.add(new LaneAction.LookUp(command, hashes, null, true));
        }
        assertThat(of.perform(sends)).isEmpty();
        assertThat(of.sent()).hasSize(9);
        Map<String, LaneEvent.Mined> first = new TreeMap<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            lookUp(of, brief).forEach(first::putIfAbsent);
            return first.size() == 9;
        });
        Map<String, LaneEvent.Mined> last = lookUp(of, whole);
        for (int nonce = 0; nonce < 9; nonce++) {
            String id = "many-" + nonce;
            LaneEvent.Mined seen = Objects.requireNonNull(first.get(id), id);
            LaneEvent.Mined receipt = Objects.requireNonNull(last.get(id), id);
            assertThat(seen.canonical()).as(id).isTrue();
            assertThat(seen.mined().succeeded()).as(id).isEqualTo(nonce < 8);
            assertThat(seen.mined().byReceipt()).as(id).isEqualTo(nonce == 8);
            assertThat(seen.mined().amountMicros()).as(id).isEqualTo(nonce < 8 ? 1 : 0);
            assertThat(receipt.mined().byReceipt()).as(id).isTrue();
            assertThat(receipt.mined().gasUsed()).as(id).isPositive();
            assertThat(receipt.mined().blockHash())
                    .as(id)
                    .isEqualTo(seen.mined().blockHash());
            assertThat(receipt.mined().blockNumber())
                    .as(id)
                    .isEqualTo(seen.mined().blockNumber());
        }
        // Logs are read once: what a reorganisation moved into a block that was read is told by its receipt.
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            Map<String, LaneEvent.Mined> again = lookUp(of, brief);
            assertThat(again).hasSize(9);
            return again.values().stream().allMatch(event -> event.mined().byReceipt());
        });
    }

    private static Map<String, LaneEvent.Mined> lookUp(CommandSender of, List<LaneAction> lookUps) {
        assertThat(of.head(-1)).isInstanceOf(LaneEvent.HeadSeen.class);
        Map<String, LaneEvent.Mined> mined = new TreeMap<>();
        for (LaneEvent event : of.perform(lookUps)) {
            if (event instanceof LaneEvent.Mined each) {
                mined.put(each.commandId(), each);
            }
        }
        return mined;
    }

    /** Each alone would pass: the second would fail on chain, and be given back though its money is in the reserve. */
    @Test
    void ofTwoThatThereIsMoneyForOnlyOneOfTheSecondWaits() throws Exception {
        Credentials poor = Credentials.create(Keys.createEcKeyPair());
        String from = poor.getAddress().toLowerCase(Locale.ROOT);
        chain.fundGas(from);
        chain.mintUsdc(from, 5);
        CommandSender of = newSender(poor).backedByReserve();
        assertThat(of.head(-1)).isInstanceOf(LaneEvent.HeadSeen.class);
        ChainCommand first = payout("first", 4, chain.contracts().usdc(), from);
        ChainCommand second = payout("second", 4, chain.contracts().usdc(), from);
        assertThat(of.perform(List.of(new LaneAction.Preflight(first, null), new LaneAction.Preflight(second, null))))
                .satisfiesExactly(
                        event -> assertThat(event).isInstanceOf(LaneEvent.PreflightPassed.class),
                        event -> assertThat(event)
                                .isEqualTo(new LaneEvent.NotReady("second", "the treasury's money is in the reserve")));
        chain.mintUsdc(from, 3);
        assertThat(of.perform(List.of(new LaneAction.Preflight(second, null))))
                .hasOnlyElementsOfType(LaneEvent.PreflightPassed.class);
    }

    private ChainCommand payout(String id, long amountMicros, String to) {
        return payout(id, amountMicros, to, treasury);
    }

    private ChainCommand payout(String id, long amountMicros, String to, String from) {
        byte[] nonce = Numeric.toBytesPadded(BigInteger.valueOf(id.hashCode() & Integer.MAX_VALUE), 32);
        TransferAuthorization authorization = new TransferAuthorization(
                from, RECIPIENT, amountMicros, 0, Integer.MAX_VALUE, Numeric.toHexString(nonce));
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.PAYOUT)
                .setChainId(chain.chainId())
                .setSigner(Lines.address(from))
                .setAccount(Lines.address(RECIPIENT))
                .setSubjectId(id)
                .setTo(Lines.address(to))
                .setData(ByteBuffer.wrap(authorization.call(new byte[0])))
                .setAmountMicros(amountMicros)
                .setToken(Lines.address(chain.contracts().usdc()))
                .setNonce(new Hash32(nonce))
                .setNotAfterS(0)
                .build();
    }
}
