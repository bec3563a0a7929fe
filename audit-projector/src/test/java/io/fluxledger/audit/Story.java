package io.fluxledger.audit;

import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.events.TransactionState;
import io.fluxledger.events.WindowUsageTold;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowStep;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RefundReason;
import io.fluxledger.rules.RequestedBy;
import io.fluxledger.rules.Signature;
import io.fluxledger.rules.SuspenseResolution;
import io.fluxledger.rules.TransferStatus;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One of everything that can happen, on all projected topics. */
final class Story {
    /** What everything that the relayer says came from. */
    static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    static final long HOME = 43_114;
    static final long REMOTE = 42_161;
    static final long WINDOW_END_MS = 2_000_000;
    static final Address ALICE = Address.parse("0x00000000000000000000000000000000000000a1");
    static final Address BOB = Address.parse("0x00000000000000000000000000000000000000b0");
    static final Address CAROL = Address.parse("0x00000000000000000000000000000000000000ca");
    static final Address OTHER_PROVIDER = Address.parse("0x00000000000000000000000000000000000000c4");
    static final Address PROVIDER = Address.parse("0x00000000000000000000000000000000000000c3");
    static final Address TOKEN = Address.parse("0x00000000000000000000000000000000000000d4");
    static final Address SIGNER = Address.parse("0x00000000000000000000000000000000000000e5");
    static final String BATCH = "batch-" + WINDOW_END_MS;
    static final String PAYOUT = "payout-" + WINDOW_END_MS;

    private final FoldedLog log;

    Story(FoldedLog log) {
        this.log = log;
    }

    void tell() {
        deposit(ALICE, 100_000_000);
        deposit(BOB, 5_000_000);
        lock(ALICE, "call-1", PayoutMode.BATCH, 10_000_000);
        use(ALICE, "call-1", 7_000_000);
        settle(ALICE, "call-1");
        lock(ALICE, "call-2", PayoutMode.BATCH, 10_000_000);
        log.payer(new PayerInput.RefundRequested(
                log.id(), ALICE, "call-2", PROVIDER, RefundReason.PROVIDER_FAILED, RequestedBy.PROVIDER, log.word()));
        lock(BOB, "call-1", PayoutMode.INSTANT, 3_000_000);
        use(BOB, "call-1", 2_000_500);
        settle(BOB, "call-1");
        settle(BOB, "never-locked");
        lock(ALICE, "open", PayoutMode.BATCH, 1_000_000);
        withdraw();
        escrow();
        payOut();
        dispute();
        chainTakesBack();
        log.everyPayerPartition(() -> new PayerInput.HoldPlaced(log.id(), REMOTE, "no route"));
        log.everyPayerPartition(() -> new PayerInput.HoldReleased(log.id(), REMOTE));
        move();
    }

    /** Money goes from one treasury to another, which makes good what payments across chains have left. */
    private void move() {
        for (TransferStatus status : List.of(TransferStatus.SUBMITTED, TransferStatus.FINAL)) {
            log.provider(new ProviderInput.TreasuryMoveConfirmed(
                    log.id(), SIGNER, "move-1", status, HOME, REMOTE, 1_000_000, 10, log.word()));
        }
    }

    /** Half of what was charged is upheld, and the provider gives something back on top. */
    private void dispute() {
        deposit(CAROL, 10_000_000);
        lock(CAROL, OTHER_PROVIDER, "disputed", PayoutMode.BATCH, 10_000_000);
        use(CAROL, OTHER_PROVIDER, "disputed", 8_000_000);
        settle(CAROL, OTHER_PROVIDER, "disputed");
        List<JournalLine> raised = log.payer(new PayerInput.DisputeRaised(
                log.id(), CAROL, "disputed", OTHER_PROVIDER, 6_000_000, "slow", log.word()));
        LedgerEntry.DisputeOpened opened =
                (LedgerEntry.DisputeOpened) raised.getFirst().entries().getFirst();
        int partition = KeyPartition.of(CAROL.toString(), FoldedLog.PARTITIONS);
        log.provider(new ProviderInput.DisputeDecided(
                log.id(),
                OTHER_PROVIDER,
                CAROL,
                "disputed",
                partition,
                opened.chargeSequence(),
                4_000_000,
                RequestedBy.GATEWAY));
        log.provider(
                new ProviderInput.ProviderRefunded(log.id(), OTHER_PROVIDER, CAROL, "disputed", 1_000_000, log.word()));
    }

    /** What reorganisations and unannounced transfers do. */
    private void chainTakesBack() {
        DepositKey revoked = new DepositKey(HOME, TOKEN, log.word());
        log.payer(new PayerInput.DepositSeen(log.id(), CAROL, revoked, 2_000_000, log.word(), 18));
        log.payer(new PayerInput.CreditsDeposited(log.id(), CAROL, revoked, 2_000_000, log.word(), 18));
        log.payer(new PayerInput.DepositRevoked(log.id(), CAROL, revoked, log.word()));
        for (SuspenseResolution resolution : SuspenseResolution.values()) {
            DepositKey unannounced = new DepositKey(HOME, TOKEN, log.word());
            log.payer(new PayerInput.TransferUnmatched(log.id(), CAROL, unannounced, 3_000_000, log.word(), 19));
            log.payer(new PayerInput.SuspenseResolved(log.id(), CAROL, unannounced, resolution, log.word()));
        }
        log.payer(new PayerInput.WithdrawalRequested(
                log.id(), CAROL, "out-2", HOME, 1_000_000_000, CAROL, log.clockMs() + 60_000, log.word()));
        for (TransferStatus status : List.of(TransferStatus.SUBMITTED, TransferStatus.FINAL, TransferStatus.REVOKED)) {
            log.payer(new PayerInput.WithdrawalConfirmed(log.id(), CAROL, "out-2", status, HOME, log.word()));
        }
    }

    private void deposit(Address payer, long micros) {
        DepositKey key = new DepositKey(HOME, TOKEN, log.word());
        log.payer(new PayerInput.DepositRequested(log.id(), payer, key, micros, 0, 9_000_000, Signature.NONE));
        log.payer(new PayerInput.CreditsDeposited(log.id(), payer, key, micros, log.word(), 17));
    }

    private void lock(Address payer, String intentId, PayoutMode mode, long nanos) {
        lock(payer, PROVIDER, intentId, mode, nanos);
    }

    private void lock(Address payer, Address provider, String intentId, PayoutMode mode, long nanos) {
        log.payer(new PayerInput.IntentLocked(
                log.id(),
                payer,
                intentId,
                Funding.CREDITS,
                mode,
                provider,
                nanos,
                log.clockMs() + 300_000,
                HOME,
                List.of(new Draw(HOME, nanos)),
                log.word(),
                null));
    }

    private void use(Address payer, String intentId, long nanos) {
        use(payer, PROVIDER, intentId, nanos);
    }

    private void use(Address payer, Address provider, String intentId, long nanos) {
        long chainId = intentId.startsWith("escrow") ? REMOTE : HOME;
        log.payer(new PayerInput.UsageReceipt(
                log.id(), payer, intentId, provider, nanos, 120, 30, chainId, log.word(), log.clockMs()));
    }

    private void settle(Address payer, String intentId) {
        settle(payer, PROVIDER, intentId);
    }

    private void settle(Address payer, Address provider, String intentId) {
        log.payer(new PayerInput.SettlementRequested(
                log.id(), payer, intentId, provider, RequestedBy.PROVIDER, log.word()));
    }

    private void withdraw() {
        log.payer(new PayerInput.WithdrawalRequested(
                log.id(), ALICE, "out-1", HOME, 1_000_000_000, ALICE, log.clockMs() + 60_000, log.word()));
        log.payer(new PayerInput.WithdrawalConfirmed(log.id(), ALICE, "out-1", TransferStatus.FINAL, HOME, log.word()));
    }

    private void escrow() {
        EscrowTerms terms = new EscrowTerms(
                REMOTE,
                TOKEN,
                SIGNER,
                PROVIDER,
                10_000,
                9_000_000,
                9_000_001,
                9_000_002,
                0,
                10,
                SIGNER,
                log.word(),
                Signature.NONE);
        log.payer(new PayerInput.IntentLocked(
                log.id(),
                ALICE,
                "escrow-1",
                Funding.ESCROW,
                PayoutMode.INSTANT,
                PROVIDER,
                10_000_000,
                log.clockMs() + 300_000,
                REMOTE,
                List.of(),
                log.word(),
                terms));
        Bytes32 authorize = log.word();
        chain("authorize:escrow-1", CommandKind.ESCROW_AUTHORIZE, ALICE, "escrow-1", authorize, 10_000);
        step(EscrowStep.AUTHORIZE, authorize, 10_000, 0);
        use(ALICE, "escrow-1", 4_000_000);
        settle(ALICE, "escrow-1");
        step(EscrowStep.CAPTURE, log.word(), 4_000, 4);
        step(EscrowStep.VOID, log.word(), 6_000, 0);
    }

    private void step(EscrowStep step, Bytes32 hash, long micros, long feeMicros) {
        log.payer(new PayerInput.EscrowConfirmed(log.id(), ALICE, "escrow-1", step, REMOTE, hash, micros, feeMicros));
    }

    private void payOut() {
        log.advanceClock(WINDOW_END_MS);
        log.closeWindow(WINDOW_END_MS);
        String key = Long.toString(WINDOW_END_MS);
        PayoutShare share = new PayoutShare(AvroTypes.address(PROVIDER), 6_993_000L, 1_000_000L, 6_993L, 0L);
        send(
                TopicCatalog.SETTLEMENT_PAYOUTS.name(),
                key,
                new PayoutBatchOpened(BATCH, WINDOW_END_MS, List.of(share), 6_993L, 0, 1));
        ProviderInput.PayoutInstructed instructed = new ProviderInput.PayoutInstructed(
                log.id(), PROVIDER, PAYOUT, BATCH, WINDOW_END_MS, HOME, 6_993, PROVIDER);
        send(
                TopicCatalog.SETTLEMENT_PAYOUTS.name(),
                key,
                new PayoutInstructed(
                        AvroTypes.id(instructed.id()),
                        AvroTypes.address(PROVIDER),
                        PAYOUT,
                        BATCH,
                        WINDOW_END_MS,
                        HOME,
                        6_993L,
                        AvroTypes.address(PROVIDER)));
        log.provider(instructed);
        send(TopicCatalog.SETTLEMENT_PAYOUTS.name(), key, new WindowUsageTold(BATCH, WINDOW_END_MS, 1));
        Bytes32 hash = log.word();
        chain("payout:" + PAYOUT, CommandKind.PAYOUT, PROVIDER, PAYOUT, hash, 6_993);
        log.provider(new ProviderInput.PayoutConfirmed(log.id(), PROVIDER, PAYOUT, TransferStatus.FINAL, HOME, hash));
        send(TopicCatalog.SETTLEMENT_PAYOUTS.name(), key, new PayoutBatchClosed(BATCH, WINDOW_END_MS, 1, 0, 6_993L));
    }

    private void chain(String commandId, CommandKind kind, Address account, String subject, Bytes32 hash, long micros) {
        for (TransactionState state : List.of(TransactionState.SIGNED, TransactionState.FINAL)) {
            send(
                    TopicCatalog.CHAIN_TRANSACTIONS.name(),
                    commandId,
                    new ChainTransaction(
                            commandId,
                            kind,
                            HOME,
                            AvroTypes.address(SIGNER),
                            AvroTypes.address(account),
                            subject,
                            state,
                            3L,
                            List.of(new TransactionAttempt(
                                    AvroTypes.word(hash), ByteBuffer.wrap(new byte[] {1, 2}), "100", "1", 5L, false)),
                            AvroTypes.word(hash),
                            state == TransactionState.FINAL ? 21L : 0L,
                            null,
                            null,
                            log.clockMs(),
                            0,
                            false));
        }
        send(
                TopicCatalog.CHAIN_CONFIRMATIONS.name(),
                commandId,
                new ChainConfirmation(
                        commandId,
                        kind,
                        HOME,
                        AvroTypes.address(SIGNER),
                        AvroTypes.address(account),
                        subject,
                        io.fluxledger.events.TransferStatus.FINAL,
                        micros,
                        0L,
                        AvroTypes.word(hash),
                        21L,
                        50_000L,
                        null));
    }

    private void send(String topic, String key, SpecificRecord event) {
        ProducerRecord<String, SpecificRecord> record = new ProducerRecord<>(topic, key, event);
        if (event instanceof ChainTransaction || event instanceof ChainConfirmation) {
            record.headers().add(EventHeaders.TRACEPARENT, TRACE.getBytes(StandardCharsets.US_ASCII));
        }
        log.send(record);
    }
}
