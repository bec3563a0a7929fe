package io.fluxledger.relayer.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositFailed;
import io.fluxledger.events.DepositRevoked;
import io.fluxledger.events.DepositSeen;
import io.fluxledger.events.EscrowConfirmed;
import io.fluxledger.events.EscrowFailed;
import io.fluxledger.events.EscrowRevoked;
import io.fluxledger.events.EscrowStep;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.relayer.send.Announcement;
import io.fluxledger.relayer.send.CommandOutcome;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What the ledger is told of a command. The same news always gives the same input, id included. */
final class ConfirmationInputs {
    /** @param key the account, 0x-hex in lower case */
    record Input(TopicSpec topic, String key, InputId16 id, SpecificRecord event) {}

    private ConfirmationInputs() {}

    /**
     * Empty where nobody in the ledger waits: the audit trail, what failed with the command it depends on, and an escrow step
     * that is not final.
     */
    static Optional<Input> of(ChainCommand command, Announcement news) {
        if (news.outcome().moot()) {
            return Optional.empty();
        }
        InputId16 id = EventIds.of(command.getCommandId() + count(news));
        return switch (command.getKind()) {
            case DEPOSIT -> ledger(command, id, deposit(command, news, id));
            case ESCROW_AUTHORIZE -> ledger(command, id, escrow(command, news, id, EscrowStep.AUTHORIZE));
            case ESCROW_CAPTURE -> ledger(command, id, escrow(command, news, id, EscrowStep.CAPTURE));
            case ESCROW_VOID -> ledger(command, id, escrow(command, news, id, EscrowStep.VOID));
            case WITHDRAWAL -> ledger(command, id, withdrawal(command, news, id));
            case PAYOUT, PRIVATE_PAYOUT ->
                Optional.of(new Input(
                        TopicCatalog.PROVIDER_INPUTS, hex(command.getAccount()), id, payout(command, news, id)));
            // Of routes the ledger hears from those who run them.
            case AUDIT_INTENT, AUDIT_SETTLEMENT, AUDIT_REFUND, BRIDGE_LOCK, SWAP_APPROVE, SWAP_PAY -> Optional.empty();
            // The assets stay ours, whether they are encrypted or not.
            case RESERVE_FUND, RESERVE_APPROVE, RESERVE_DEPOSIT, RESERVE_WITHDRAW, RESERVE_RETURN -> Optional.empty();
            // Whoever seals batches reads chain.transactions.
            case AUDIT_ANCHOR -> Optional.empty();
        };
    }

    /** Tells news of one command apart; empty for its first outcome. */
    static String count(Announcement news) {
        boolean first = news.revocations() == 0
                && (news.stage() == Announcement.Stage.FINAL || news.stage() == Announcement.Stage.FAILED);
        return first ? "" : ":" + news.stage() + ":" + news.revocations();
    }

    private static Optional<Input> ledger(ChainCommand command, InputId16 id, @Nullable SpecificRecord event) {
        return event == null
                ? Optional.empty()
                : Optional.of(new Input(TopicCatalog.LEDGER_INPUTS, hex(command.getAccount()), id, event));
    }

    private static SpecificRecord deposit(ChainCommand command, Announcement news, InputId16 id) {
        Address20 token = Objects.requireNonNull(command.getToken(), "token of a deposit");
        Hash32 nonce = Objects.requireNonNull(command.getNonce(), "nonce of a deposit");
        CommandOutcome outcome = news.outcome();
        return switch (news.stage()) {
            case MINED ->
                DepositSeen.newBuilder()
                        .setInputId(id)
                        .setPayer(command.getAccount())
                        .setChainId(command.getChainId())
                        .setToken(token)
                        .setNonce(nonce)
                        .setAmountMicros(outcome.amountMicros())
                        .setTransactionHash(hash(outcome))
                        .setBlockNumber(outcome.blockNumber())
                        .build();
            case FINAL ->
                CreditsDeposited.newBuilder()
                        .setInputId(id)
                        .setPayer(command.getAccount())
                        .setChainId(command.getChainId())
                        .setToken(token)
                        .setNonce(nonce)
                        .setAmountMicros(outcome.amountMicros())
                        .setTransactionHash(hash(outcome))
                        .setBlockNumber(outcome.blockNumber())
                        .build();
            case FAILED ->
                DepositFailed.newBuilder()
                        .setInputId(id)
                        .setPayer(command.getAccount())
                        .setChainId(command.getChainId())
                        .setToken(token)
                        .setNonce(nonce)
                        .setReason(reason(outcome))
                        .setTransactionHash(outcome.transactionHash())
                        .build();
            case REVOKED ->
                DepositRevoked.newBuilder()
                        .setInputId(id)
                        .setPayer(command.getAccount())
                        .setChainId(command.getChainId())
                        .setToken(token)
                        .setNonce(nonce)
                        .setTransactionHash(hash(outcome))
                        .build();
        };
    }

    private static @Nullable SpecificRecord escrow(
            ChainCommand command, Announcement news, InputId16 id, EscrowStep step) {
        CommandOutcome outcome = news.outcome();
        return switch (news.stage()) {
            case MINED -> null;
            case FINAL ->
                EscrowConfirmed.newBuilder()
                        .setInputId(id)
                        .setPayer(command.getAccount())
                        .setIntentId(command.getSubjectId())
                        .setStep(step)
                        .setChainId(command.getChainId())
                        .setTransactionHash(hash(outcome))
                        .setBlockNumber(outcome.blockNumber())
                        .setAmountMicros(outcome.amountMicros())
                        .setFeeMicros(outcome.feeMicros())
                        .build();
            case FAILED ->
                EscrowFailed.newBuilder()
                        .setInputId(id)
                        .setPayer(command.getAccount())
                        .setIntentId(command.getSubjectId())
                        .setStep(step)
                        .setChainId(command.getChainId())
                        .setReason(reason(outcome))
                        .setTransactionHash(outcome.transactionHash())
                        .build();
            case REVOKED ->
                EscrowRevoked.newBuilder()
                        .setInputId(id)
                        .setPayer(command.getAccount())
                        .setIntentId(command.getSubjectId())
                        .setStep(step)
                        .setChainId(command.getChainId())
                        .setTransactionHash(hash(outcome))
                        .build();
        };
    }

    private static SpecificRecord withdrawal(ChainCommand command, Announcement news, InputId16 id) {
        return WithdrawalConfirmed.newBuilder()
                .setInputId(id)
                .setPayer(command.getAccount())
                .setWithdrawalId(command.getSubjectId())
                .setStatus(status(news.stage()))
                .setChainId(command.getChainId())
                .setTransactionHash(news.outcome().transactionHash())
                .setReason(news.outcome().reason())
                .build();
    }

    private static SpecificRecord payout(ChainCommand command, Announcement news, InputId16 id) {
        return PayoutConfirmed.newBuilder()
                .setInputId(id)
                .setProvider(command.getAccount())
                .setPayoutId(command.getSubjectId())
                .setStatus(status(news.stage()))
                .setChainId(command.getChainId())
                .setTransactionHash(news.outcome().transactionHash())
                .setReason(news.outcome().reason())
                .build();
    }

    static TransferStatus status(Announcement.Stage stage) {
        return switch (stage) {
            case MINED -> TransferStatus.SUBMITTED;
            case FINAL -> TransferStatus.FINAL;
            case FAILED -> TransferStatus.RETURNED;
            case REVOKED -> TransferStatus.REVOKED;
        };
    }

    private static Hash32 hash(CommandOutcome outcome) {
        return Objects.requireNonNull(outcome.transactionHash(), "transaction of a successful command");
    }

    private static String reason(CommandOutcome outcome) {
        return Objects.requireNonNull(outcome.reason(), "reason of a failed command");
    }

    private static String hex(Address20 address) {
        return "0x" + HexFormat.of().formatHex(address.bytes());
    }
}
