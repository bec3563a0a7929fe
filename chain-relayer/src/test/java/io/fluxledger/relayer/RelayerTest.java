package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositFailed;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.EscrowConfirmed;
import io.fluxledger.events.EscrowFailed;
import io.fluxledger.events.EscrowStep;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.IntentStatus;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.TransferUnmatched;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/** Journal lines in, money moved on real chains, inputs out. */
class RelayerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static TestChains chains;
    private static LedgerTopics ledger;
    private static Relayer relayer;
    private Credentials payer;
    private Address20 provider;

    @BeforeAll
    static void start() {
        chains = TestChains.shared();
        ledger = new LedgerTopics();
        relayer = new RelayerOfTests(chains, ledger.bootstrap).start();
        await().atMost(PATIENCE).until(relayer::isReady);
    }

    @AfterAll
    static void stop() {
        relayer.close();
        ledger.close();
    }

    @BeforeEach
    void people() {
        payer = ChainPeople.newPerson();
        provider = ChainPeople.address(ChainPeople.newPerson());
    }

    private static String treasury() {
        return new RelayerOfTests(chains, ledger.bootstrap).treasury();
    }

    private static String operator() {
        return new RelayerOfTests(chains, ledger.bootstrap).operator();
    }

    private static long nowS() {
        return System.currentTimeMillis() / 1_000;
    }

    private void journal(Object entry) throws Exception {
        ledger.write(
                TopicCatalog.LEDGER_JOURNAL,
                Lines.line(EventHeaders.newInputId(), ChainPeople.address(payer), "Input", nowS() * 1_000, entry));
    }

    @Test
    void aDepositArrivesAndIsReadFromTheLogs() throws Exception {
        TestChain chain = chains.home();
        chain.mintUsdc(payer.getAddress(), 50_000_000);
        long treasuryBefore = chain.usdcBalanceMicros(treasury());
        DepositOpened deposit = ChainPeople.deposit(chain, payer, treasury(), 50_000_000, nowS() + 600);
        journal(deposit);

        CreditsDeposited credited = credited(deposit);
        assertThat(credited.getAmountMicros()).isEqualTo(50_000_000);
        assertThat(credited.getPayer()).isEqualTo(ChainPeople.address(payer));
        assertThat(chain.usdcBalanceMicros(treasury())).isEqualTo(treasuryBefore + 50_000_000);
        assertThat(chain.usdcBalanceMicros(payer.getAddress())).isZero();
    }

    /** Whoever follows a request by its trace finds what the chain made of it, up to what the ledger is told. */
    @Test
    void whatIsSaidOfACommandCarriesTheTraceOfItsCause() throws Exception {
        TestChain chain = chains.home();
        chain.mintUsdc(payer.getAddress(), 3_000);
        DepositOpened traced = ChainPeople.deposit(chain, payer, treasury(), 1_000, nowS() + 600);
        DepositOpened another = ChainPeople.deposit(chain, payer, treasury(), 2_000, nowS() + 600);
        String traceparent = "00-" + "%032x".formatted(System.nanoTime()) + "-00f067aa0ba902b7-01";
        ledger.write(
                TopicCatalog.LEDGER_JOURNAL,
                Lines.line(EventHeaders.newInputId(), ChainPeople.address(payer), "Input", nowS() * 1_000, traced),
                traceparent);
        journal(another);
        CreditsDeposited _ = credited(traced);
        CreditsDeposited _ = credited(another);
        List<String> topics = await().atMost(PATIENCE)
                .until(
                        () -> ledger.traced(traceparent),
                        found -> found.contains(TopicCatalog.CHAIN_CONFIRMATIONS.name())
                                && found.contains(TopicCatalog.LEDGER_INPUTS.name()));
        assertThat(topics)
                .contains(TopicCatalog.CHAIN_TRANSACTIONS.name())
                .containsOnlyOnce(TopicCatalog.CHAIN_CONFIRMATIONS.name());
        // Seen on chain and final, of one deposit and not of the other.
        assertThat(topics).filteredOn(TopicCatalog.LEDGER_INPUTS.name()::equals).hasSizeBetween(1, 2);
    }

    @Test
    void depositsThatCannotBeExecutedFailWithTheReason() throws Exception {
        TestChain chain = chains.home();
        DepositOpened poor = ChainPeople.deposit(chain, payer, treasury(), 1_000, nowS() + 600);
        DepositOpened late = ChainPeople.deposit(chain, payer, treasury(), 1_000, nowS() - 1);
        DepositOpened forged = ChainPeople.deposit(chain, payer, operator(), 1_000, nowS() + 600);
        journal(poor);
        journal(late);
        journal(forged);
        assertThat(failure(poor)).isEqualTo("ERC20: transfer amount exceeds balance");
        assertThat(failure(late)).isEqualTo("not sent before " + late.getValidBeforeS());
        assertThat(failure(forged)).isEqualTo("FiatTokenV2: invalid signature");
    }

    /** Anybody may send a TransferWithAuthorization; the payer's money must not get lost when somebody does. */
    @Test
    void aDepositThatAnotherSenderBroughtIsCreditedAllTheSame() throws Exception {
        TestChain chain = chains.home();
        chain.mintUsdc(payer.getAddress(), 3_000_000);
        chain.fundGas(payer.getAddress());
        DepositOpened deposit = ChainPeople.transfer(chain, payer, treasury(), 3_000_000, nowS() + 600);
        String hash = ChainPeople.sendTransfer(chain, payer, treasury(), deposit);
        journal(deposit);
        CreditsDeposited credited = credited(deposit);
        assertThat(Numeric.toHexString(credited.getTransactionHash().bytes())).isEqualTo(hash);
        assertThat(credited.getAmountMicros()).isEqualTo(3_000_000);
    }

    /** A payment that nobody announced to the ledger is the payer's all the same. */
    @Test
    void anAuthorizationThatTheLedgerHasNotHeardOfIsCredited() throws Exception {
        TestChain chain = chains.home();
        chain.mintUsdc(payer.getAddress(), 4_000_000);
        chain.fundGas(payer.getAddress());
        DepositOpened unannounced = ChainPeople.transfer(chain, payer, treasury(), 4_000_000, nowS() + 600);
        String hash = ChainPeople.sendTransfer(chain, payer, treasury(), unannounced);
        CreditsDeposited credited = credited(unannounced);
        assertThat(Numeric.toHexString(credited.getTransactionHash().bytes())).isEqualTo(hash);
        assertThat(credited.getAmountMicros()).isEqualTo(4_000_000);
        assertThat(credited.getPayer()).isEqualTo(ChainPeople.address(payer));
    }

    @Test
    void aTransferWithoutAnAuthorizationWaitsInSuspense() throws Exception {
        TestChain chain = chains.remote();
        chain.mintUsdc(payer.getAddress(), 5_000_000);
        chain.fundGas(payer.getAddress());
        DepositOpened own = ChainPeople.deposit(chain, payer, treasury(), 2_000_000, nowS() + 600);
        journal(own);
        CreditsDeposited _ = credited(own);
        ChainPeople.send(chain, payer, UsdcAbi.transfer(treasury(), 1_234_567));
        TransferUnmatched unmatched = await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(TransferUnmatched.class).stream()
                                .filter(u -> u.getPayer().equals(ChainPeople.address(payer)))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
        assertThat(unmatched.getAmountMicros()).isEqualTo(1_234_567);
        assertThat(unmatched.getChainId()).isEqualTo(chain.chainId());
        assertThat(ledger.seen(CreditsDeposited.class).stream()
                        .filter(credits -> credits.getNonce().equals(own.getNonce())))
                .as("the watch has passed the deposit that the relayer submitted and told of")
                .hasSize(1);
    }

    @Test
    void aTransferAuthorizationIsExecuted() throws Exception {
        TestChain chain = chains.remote();
        chain.mintUsdc(payer.getAddress(), 2_000_000);
        DepositOpened deposit = ChainPeople.transfer(chain, payer, treasury(), 2_000_000, nowS() + 600);
        journal(deposit);
        await().atMost(PATIENCE)
                .until(() -> ledger.seen(CreditsDeposited.class).stream()
                        .anyMatch(c -> c.getNonce().equals(deposit.getNonce())));
        assertThat(chain.usdcBalanceMicros(payer.getAddress())).isZero();
    }

    private static CreditsDeposited credited(DepositOpened deposit) {
        return await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(CreditsDeposited.class).stream()
                                .filter(c -> c.getNonce().equals(deposit.getNonce()))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private static String failure(DepositOpened deposit) {
        return await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(DepositFailed.class).stream()
                                .filter(f -> f.getNonce().equals(deposit.getNonce()))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow()
                .getReason();
    }

    @Test
    void anEscrowIntentIsLockedCapturedVoidedAndRecorded() throws Exception {
        TestChain chain = chains.remote();
        chain.mintUsdc(payer.getAddress(), 100_000_000);
        long treasuryBefore = chain.usdcBalanceMicros(treasury());
        String intentId = "fluxpay:" + payer.getAddress();
        journal(Lines.opened(intentId, authorization(chain), (nowS() + 300) * 1_000));
        EscrowConfirmed locked = confirmed(intentId, EscrowStep.AUTHORIZE);
        assertThat(locked.getAmountMicros()).isEqualTo(50_000);
        assertThat(chain.usdcBalanceMicros(payer.getAddress())).isEqualTo(99_950_000);

        journal(Lines.closed(
                intentId, Funding.ESCROW, IntentStatus.SETTLED, provider, chain.chainId(), 7_000_000, null));
        EscrowConfirmed captured = confirmed(intentId, EscrowStep.CAPTURE);
        assertThat(captured.getAmountMicros()).isEqualTo(7_000);
        assertThat(captured.getFeeMicros()).isEqualTo(7);
        assertThat(confirmed(intentId, EscrowStep.VOID).getAmountMicros()).isEqualTo(43_000);
        List<ChainConfirmation> all = await().atMost(PATIENCE)
                .until(() -> ledger.confirmations(intentId), confirmations -> confirmations.size() == 5);
        assertThat(all)
                .allMatch(confirmation -> confirmation.getStatus() == TransferStatus.FINAL)
                .extracting(ChainConfirmation::getKind)
                .containsExactlyInAnyOrder(
                        CommandKind.ESCROW_AUTHORIZE,
                        CommandKind.AUDIT_INTENT,
                        CommandKind.ESCROW_CAPTURE,
                        CommandKind.ESCROW_VOID,
                        CommandKind.AUDIT_SETTLEMENT);
        assertThat(chain.usdcBalanceMicros(payer.getAddress())).isEqualTo(99_993_000);
        assertThat(chain.usdcBalanceMicros(hex(provider))).isEqualTo(6_993);
        assertThat(chain.usdcBalanceMicros(treasury())).isEqualTo(treasuryBefore + 7);
    }

    @Test
    void anIntentThatEndsBeforeItsLockIsConfirmedIsVoidedAfterwards() throws Exception {
        TestChain chain = chains.remote();
        chain.mintUsdc(payer.getAddress(), 50_000);
        String intentId = "fluxpay:early:" + payer.getAddress();
        journal(Lines.opened(intentId, authorization(chain), (nowS() + 300) * 1_000));
        journal(Lines.closed(intentId, Funding.ESCROW, IntentStatus.EXPIRED, provider, chain.chainId(), 0, "DEADLINE"));
        assertThat(confirmed(intentId, EscrowStep.VOID).getAmountMicros()).isEqualTo(50_000);
        assertThat(chain.usdcBalanceMicros(payer.getAddress())).isEqualTo(50_000);
        await().atMost(PATIENCE).until(() -> ledger.confirmations(intentId).size() == 4);
    }

    @Test
    void aLockThatTheTokenRefusesFailsWithAllThatDependsOnIt() throws Exception {
        TestChain chain = chains.remote();
        String intentId = "fluxpay:poor:" + payer.getAddress();
        journal(Lines.opened(intentId, authorization(chain), (nowS() + 300) * 1_000));
        journal(Lines.closed(intentId, Funding.ESCROW, IntentStatus.EXPIRED, provider, chain.chainId(), 0, "DEADLINE"));
        EscrowFailed failed = await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(EscrowFailed.class).stream()
                                .filter(f -> f.getIntentId().equals(intentId))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
        assertThat(failed.getReason()).isEqualTo("ERC20: transfer amount exceeds balance");
        assertThat(failed.getStep()).isEqualTo(EscrowStep.AUTHORIZE);
        List<ChainConfirmation> all = await().atMost(PATIENCE)
                .until(() -> ledger.confirmations(intentId), confirmations -> confirmations.size() == 4);
        assertThat(all).allMatch(confirmation -> confirmation.getStatus() == TransferStatus.RETURNED);
        assertThat(ledger.seen(EscrowFailed.class).stream()
                        .filter(f -> f.getIntentId().equals(intentId)))
                .as("the ledger hears of the lock alone")
                .hasSize(1);
    }

    @Test
    void withdrawalsAndPayoutsAreTransferredOrReturned() throws Exception {
        TestChain chain = chains.home();
        chain.mintUsdc(treasury(), 60_000);
        String recipient = ChainPeople.newPerson().getAddress();
        journal(withdrawal(chain, "w-ok-" + recipient, 49_993_000, recipient));
        ledger.write(
                TopicCatalog.PROVIDER_JOURNAL,
                Lines.line(
                        EventHeaders.newInputId(),
                        provider,
                        "PayoutInstructed",
                        nowS() * 1_000,
                        PayoutOpened.newBuilder()
                                .setPayoutId("p-" + recipient)
                                .setBatchId("b")
                                .setWindowEndMs(0)
                                .setChainId(chain.chainId())
                                .setAmountMicros(6_993)
                                .setSources(List.of())
                                .setRecipient(provider)
                                .build()));
        assertThat(withdrawn("w-ok-" + recipient).getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(chain.usdcBalanceMicros(recipient)).isEqualTo(49_993);
        PayoutConfirmed paid = await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(PayoutConfirmed.class).stream()
                                .filter(p -> p.getPayoutId().equals("p-" + recipient)
                                        && p.getStatus() != TransferStatus.SUBMITTED)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
        assertThat(paid.getStatus()).isEqualTo(TransferStatus.FINAL);
        assertThat(chain.usdcBalanceMicros(hex(provider))).isEqualTo(6_993);

        journal(withdrawal(chain, "w-much-" + recipient, Long.MAX_VALUE / 1_000 * 1_000, recipient));
        WithdrawalConfirmed returned = withdrawn("w-much-" + recipient);
        assertThat(returned.getStatus()).isEqualTo(TransferStatus.RETURNED);
        assertThat(returned.getReason()).isEqualTo("ERC20: transfer amount exceeds balance");
    }

    @Test
    void anUnreadableCommandBecomesADeadLetterAndTheLaneGoesOn() throws Exception {
        TestChain chain = chains.home();
        byte[] garbage = ChainPeople.random32();
        garbage[0] = 1;
        ledger.writeGarbage(chain.chainId() + ":" + treasury(), garbage);
        chain.mintUsdc(treasury(), 1_000);
        String recipient = ChainPeople.newPerson().getAddress();
        journal(withdrawal(chain, "w-after-" + recipient, 1_000_000, recipient));
        assertThat(withdrawn("w-after-" + recipient).getStatus()).isEqualTo(TransferStatus.FINAL);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ledger.deadLetterReasons(garbage))
                        .containsExactly("first byte is 1, not the wire format's 0"));
    }

    private static WithdrawalOpened withdrawal(TestChain chain, String id, long nanos, String recipient) {
        Hash32 any = new Hash32(new byte[32]);
        return WithdrawalOpened.newBuilder()
                .setWithdrawalId(id)
                .setChainId(chain.chainId())
                .setAmountNanos(nanos)
                .setRecipient(Lines.address(recipient))
                .setValidBeforeMs(Long.MAX_VALUE)
                .setNonce(any)
                .build();
    }

    private static WithdrawalConfirmed withdrawn(String id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(WithdrawalConfirmed.class).stream()
                                .filter(w ->
                                        w.getWithdrawalId().equals(id) && w.getStatus() != TransferStatus.SUBMITTED)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private EscrowAuthorization authorization(TestChain chain) {
        return ChainPeople.escrow(chain, payer, provider, operator(), treasury(), 50_000, nowS());
    }

    private static EscrowConfirmed confirmed(String intentId, EscrowStep step) {
        return await().atMost(PATIENCE)
                .until(
                        () -> ledger.seen(EscrowConfirmed.class).stream()
                                .filter(c -> c.getIntentId().equals(intentId) && c.getStep() == step)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private static String hex(Address20 address) {
        return "0x" + java.util.HexFormat.of().formatHex(address.bytes());
    }
}
