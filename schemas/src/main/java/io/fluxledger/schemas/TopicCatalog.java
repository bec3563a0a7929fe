package io.fluxledger.schemas;

import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditPublication;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.ChainConfirmation;
import io.fluxledger.events.ChainHold;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.ClaimChoiceMade;
import io.fluxledger.events.ClockTick;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositFailed;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.events.DepositRevoked;
import io.fluxledger.events.DepositSeen;
import io.fluxledger.events.DisputeDecided;
import io.fluxledger.events.DisputeFiled;
import io.fluxledger.events.DisputeRaised;
import io.fluxledger.events.EscrowConfirmed;
import io.fluxledger.events.EscrowFailed;
import io.fluxledger.events.EscrowRevoked;
import io.fluxledger.events.HoldPlaced;
import io.fluxledger.events.HoldReleased;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.events.IntentHeld;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.IntentReleased;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.events.NotificationAttempted;
import io.fluxledger.events.NotificationQueued;
import io.fluxledger.events.NotificationReplayed;
import io.fluxledger.events.ParametersActivated;
import io.fluxledger.events.PayerBalance;
import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutClaimed;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutDecided;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutRerouted;
import io.fluxledger.events.ProviderRefundReceived;
import io.fluxledger.events.ProviderRefunded;
import io.fluxledger.events.ProviderRegistered;
import io.fluxledger.events.ProviderTermsSet;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.RefundChainPreferred;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.RouteRecord;
import io.fluxledger.events.SessionGranted;
import io.fluxledger.events.SessionRevoked;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.SuspenseResolved;
import io.fluxledger.events.TransferUnmatched;
import io.fluxledger.events.TreasuryMoveConfirmed;
import io.fluxledger.events.TreasuryWatched;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.events.WindowTick;
import io.fluxledger.events.WindowUsageTold;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.events.WithdrawalRequested;
import io.fluxledger.schemas.TopicSpec.Cleanup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;

/** Every topic of the ledger, as data. */
public final class TopicCatalog {
    /** Key of records that are written to every partition. */
    public static final String BROADCAST_KEY = "broadcast";

    private static final String ADDRESS_KEY = "0x-address in lower case, or \"broadcast\"";

    public static final TopicSpec LEDGER_INPUTS = new TopicSpec(
            "ledger.inputs.v1",
            "payer, " + ADDRESS_KEY,
            "Everything that can change a payer's balance",
            8,
            Cleanup.KEEP,
            List.of(
                    DepositRequested.getClassSchema(),
                    CreditsDeposited.getClassSchema(),
                    DepositFailed.getClassSchema(),
                    DepositSeen.getClassSchema(),
                    DepositRevoked.getClassSchema(),
                    TransferUnmatched.getClassSchema(),
                    SuspenseResolved.getClassSchema(),
                    IntentLocked.getClassSchema(),
                    UsageReceipt.getClassSchema(),
                    SettlementRequested.getClassSchema(),
                    RefundRequested.getClassSchema(),
                    WithdrawalRequested.getClassSchema(),
                    ClockTick.getClassSchema(),
                    EscrowConfirmed.getClassSchema(),
                    EscrowFailed.getClassSchema(),
                    EscrowRevoked.getClassSchema(),
                    WithdrawalConfirmed.getClassSchema(),
                    DisputeRaised.getClassSchema(),
                    ProviderRefundReceived.getClassSchema(),
                    IntentHeld.getClassSchema(),
                    IntentReleased.getClassSchema(),
                    RefundChainPreferred.getClassSchema(),
                    SessionGranted.getClassSchema(),
                    SessionRevoked.getClassSchema(),
                    HoldPlaced.getClassSchema(),
                    HoldReleased.getClassSchema(),
                    InputQuarantined.getClassSchema(),
                    ParametersActivated.getClassSchema()));

    public static final TopicSpec PRODUCER_EVENTS = new TopicSpec(
            "producer.events.v1",
            "payer, 0x-address in lower case",
            "What external Kafka producers may write: signed receipts and requests, verified and forwarded by intake",
            8,
            Cleanup.KEEP,
            List.of(
                    UsageReceipt.getClassSchema(),
                    SettlementRequested.getClassSchema(),
                    RefundRequested.getClassSchema()));

    public static final TopicSpec LEDGER_JOURNAL = new TopicSpec(
            "ledger.journal.v1",
            "payer, " + ADDRESS_KEY,
            "The payers' fold's answer to every input",
            8,
            Cleanup.KEEP,
            List.of(JournalLine.getClassSchema()));

    public static final TopicSpec LEDGER_BALANCES = new TopicSpec(
            "ledger.balances.v1",
            "payer, 0x-address in lower case",
            "Latest balance of each payer",
            8,
            Cleanup.COMPACT,
            List.of(PayerBalance.getClassSchema()));

    public static final TopicSpec PROVIDER_INPUTS = new TopicSpec(
            "provider.inputs.v1",
            "provider, " + ADDRESS_KEY,
            "Everything that can change a provider's balance",
            8,
            Cleanup.KEEP,
            List.of(
                    UsageCharged.getClassSchema(),
                    ProviderRegistered.getClassSchema(),
                    WindowTick.getClassSchema(),
                    PayoutInstructed.getClassSchema(),
                    PayoutConfirmed.getClassSchema(),
                    PayoutRerouted.getClassSchema(),
                    ProviderTermsSet.getClassSchema(),
                    TreasuryMoveConfirmed.getClassSchema(),
                    DisputeFiled.getClassSchema(),
                    DisputeDecided.getClassSchema(),
                    ProviderRefunded.getClassSchema(),
                    InputQuarantined.getClassSchema(),
                    ClockTick.getClassSchema(),
                    ParametersActivated.getClassSchema()));

    public static final TopicSpec PROVIDER_JOURNAL = new TopicSpec(
            "provider.journal.v1",
            "provider, " + ADDRESS_KEY,
            "The providers' fold's answer to every input",
            8,
            Cleanup.KEEP,
            List.of(JournalLine.getClassSchema()));

    public static final TopicSpec PROVIDER_USAGE = new TopicSpec(
            "provider.usage.v1",
            "provider|windowEndMs, \"open\" for the running window",
            "Usage of each provider in each window",
            8,
            Cleanup.COMPACT,
            List.of(ProviderUsage.getClassSchema()));

    public static final TopicSpec SETTLEMENT_PAYOUTS = new TopicSpec(
            "settlement.payouts.v1",
            "windowEndMs, decimal",
            "Payout batches",
            4,
            Cleanup.KEEP,
            List.of(
                    PayoutBatchOpened.getClassSchema(),
                    PayoutInstructed.getClassSchema(),
                    WindowUsageTold.getClassSchema(),
                    PayoutBatchClosed.getClassSchema()));

    public static final TopicSpec SETTLEMENT_PROVIDERS = new TopicSpec(
            "settlement.providers.v1",
            "provider, 0x-address in lower case",
            "What decides when a payout may leave: cross-checks, operators' decisions, identity, claims, and notifications of it",
            4,
            Cleanup.KEEP,
            List.of(
                    UsageChecked.getClassSchema(),
                    PayoutDecided.getClassSchema(),
                    KycStatusChanged.getClassSchema(),
                    PayoutClaimed.getClassSchema(),
                    ClaimChoiceMade.getClassSchema(),
                    NotificationQueued.getClassSchema(),
                    NotificationAttempted.getClassSchema(),
                    NotificationReplayed.getClassSchema()));

    public static final TopicSpec CHAIN_COMMANDS = new TopicSpec(
            "chain.commands.v1",
            "chainId:signer, one ordered lane per nonce sequence",
            "Transactions to be made",
            4,
            Cleanup.KEEP,
            List.of(ChainCommand.getClassSchema()));

    public static final TopicSpec CHAIN_TRANSACTIONS = new TopicSpec(
            "chain.transactions.v1",
            "commandId",
            "State of each command's transaction, signed bytes included",
            4,
            Cleanup.COMPACT,
            List.of(ChainTransaction.getClassSchema()));

    public static final TopicSpec CHAIN_CONFIRMATIONS = new TopicSpec(
            "chain.confirmations.v1",
            "commandId",
            "What the relayer saw on chain",
            4,
            Cleanup.KEEP,
            List.of(ChainConfirmation.getClassSchema()));

    public static final TopicSpec CHAIN_WATCH = new TopicSpec(
            "chain.watch.v1",
            "chainId:treasury",
            "How far each treasury's incoming transfers have been told to the ledger",
            4,
            Cleanup.COMPACT,
            List.of(TreasuryWatched.getClassSchema()));

    public static final TopicSpec CHAIN_ROUTES = new TopicSpec(
            "chain.routes.v1",
            "payoutId, or \"hold:\" and the chain's id",
            "State of each payout that crosses chains or is swapped, and of the holds of chains that cannot be reached",
            1,
            Cleanup.COMPACT,
            List.of(RouteRecord.getClassSchema(), ChainHold.getClassSchema()));

    public static final TopicSpec AUDIT_BATCHES = new TopicSpec(
            "audit.batches.v1",
            "batchId, decimal",
            "Batches of journal lines under one Merkle root each, and where they were published",
            1,
            Cleanup.KEEP,
            List.of(AuditBatch.getClassSchema(), AuditPublication.getClassSchema()));

    private static final List<TopicSpec> ALL = List.of(
            LEDGER_INPUTS,
            PRODUCER_EVENTS,
            LEDGER_JOURNAL,
            LEDGER_BALANCES,
            PROVIDER_INPUTS,
            PROVIDER_JOURNAL,
            PROVIDER_USAGE,
            SETTLEMENT_PAYOUTS,
            SETTLEMENT_PROVIDERS,
            CHAIN_COMMANDS,
            CHAIN_TRANSACTIONS,
            CHAIN_CONFIRMATIONS,
            CHAIN_WATCH,
            CHAIN_ROUTES,
            AUDIT_BATCHES);

    private static final Map<String, TopicSpec> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(TopicSpec::name, t -> t));

    /** Topics that are read by somebody who may find a record unreadable. */
    private static final List<TopicSpec> WITH_DEAD_LETTERS =
            List.of(LEDGER_INPUTS, PRODUCER_EVENTS, PROVIDER_INPUTS, CHAIN_COMMANDS);

    private TopicCatalog() {}

    /** All topics but the dead letters. */
    public static List<TopicSpec> all() {
        return ALL;
    }

    /** The topic of that name. */
    public static Optional<TopicSpec> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Names of all topics, without dead letters. */
    public static List<String> names() {
        return ALL.stream().map(TopicSpec::name).toList();
    }

    /** Topics that have a dead-letter topic beside them. */
    public static List<TopicSpec> withDeadLetters() {
        return WITH_DEAD_LETTERS;
    }

    /** Every record type that appears on any topic, by full name. */
    public static Map<String, Schema> recordTypes() {
        Map<String, Schema> types = new TreeMap<>();
        ALL.forEach(t -> t.schemas().forEach(s -> types.put(s.getFullName(), s)));
        return types;
    }

    /**
     * Creates the topics that do not exist, checks the partition counts of those that do, and waits until all can be written.
     *
     * @param replication replication factor of new topics; 3 in production, with min.insync.replicas 2
     * @throws IllegalStateException when an existing topic has another number of partitions
     */
    public static void createMissing(Admin admin, short replication) {
        new MissingTopics(admin, replication).create();
    }
}
