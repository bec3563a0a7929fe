package io.fluxledger.relayer.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.DepositFailed;
import io.fluxledger.events.EscrowConfirmed;
import io.fluxledger.events.EscrowFailed;
import io.fluxledger.events.EscrowStep;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.relayer.send.CommandOutcome;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** What the ledger is told of a command's end. The same outcome always gives the same input, id included. */
final class ConfirmationInputs {
    /** @param key the account, 0x-hex in lower case */
    record Input(TopicSpec topic, String key, InputId16 id, SpecificRecord event) {}

    private ConfirmationInputs() {}

    /** Empty where nobody in the ledger waits: the audit trail, and what failed with the command it depends on. */
    static Optional<Input> of(ChainCommand command, CommandOutcome outcome) {
        if (outcome.moot()) {
            return Optional.empty();
        }
        InputId16 id = EventIds.of(command.getCommandId());
        return switch (command.getKind()) {
            case DEPOSIT -> ledger(command, id, deposit(command, outcome, id));
            case ESCROW_AUTHORIZE -> ledger(command, id, escrow(command, outcome, id, EscrowStep.AUTHORIZE));
            case ESCROW_CAPTURE -> ledger(command, id, escrow(command, outcome, id, EscrowStep.CAPTURE));
            case ESCROW_VOID -> ledger(command, id, escrow(command, outcome, id, EscrowStep.VOID));
            case WITHDRAWAL -> ledger(command, id, withdrawal(command, outcome, id));
            case PAYOUT ->
                Optional.of(new Input(
                        TopicCatalog.PROVIDER_INPUTS, hex(command.getAccount()), id, payout(command, outcome, id)));
            // Of routes the ledger hears from those who run them.
            case AUDIT_INTENT, AUDIT_SETTLEMENT, AUDIT_REFUND, BRIDGE_LOCK, SWAP_APPROVE, SWAP_PAY -> Optional.empty();
        };
    }

    private static Optional<Input> ledger(ChainCommand command, InputId16 id, SpecificRecord event) {
        return Optional.of(new Input(TopicCatalog.LEDGER_INPUTS, hex(command.getAccount()), id, event));
    }

    private static SpecificRecord deposit(ChainCommand command, CommandOutcome outcome, InputId16 id) {
        Address20 token = Objects.requireNonNull(command.getToken(), "token of a deposit");
        Hash32 nonce = Objects.requireNonNull(command.getNonce(), "nonce of a deposit");
        if (!outcome.succeeded()) {
            return DepositFailed.newBuilder()
                    .setInputId(id)
                    .setPayer(command.getAccount())
                    .setChainId(command.getChainId())
                    .setToken(token)
                    .setNonce(nonce)
                    .setReason(reason(outcome))
                    .setTransactionHash(outcome.transactionHash())
                    .build();
        }
        return CreditsDeposited.newBuilder()
                .setInputId(id)
                .setPayer(command.getAccount())
                .setChainId(command.getChainId())
                .setToken(token)
                .setNonce(nonce)
                .setAmountMicros(outcome.amountMicros())
                .setTransactionHash(hash(outcome))
                .setBlockNumber(outcome.blockNumber())
                .build();
    }

    private static SpecificRecord escrow(ChainCommand command, CommandOutcome outcome, InputId16 id, EscrowStep step) {
        if (!outcome.succeeded()) {
            return EscrowFailed.newBuilder()
                    .setInputId(id)
                    .setPayer(command.getAccount())
                    .setIntentId(command.getSubjectId())
                    .setStep(step)
                    .setChainId(command.getChainId())
                    .setReason(reason(outcome))
                    .setTransactionHash(outcome.transactionHash())
                    .build();
        }
        return EscrowConfirmed.newBuilder()
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
    }

    private static SpecificRecord withdrawal(ChainCommand command, CommandOutcome outcome, InputId16 id) {
        return WithdrawalConfirmed.newBuilder()
                .setInputId(id)
                .setPayer(command.getAccount())
                .setWithdrawalId(command.getSubjectId())
                .setStatus(status(outcome))
                .setChainId(command.getChainId())
                .setTransactionHash(outcome.transactionHash())
                .setReason(outcome.reason())
                .build();
    }

    private static SpecificRecord payout(ChainCommand command, CommandOutcome outcome, InputId16 id) {
        return PayoutConfirmed.newBuilder()
                .setInputId(id)
                .setProvider(command.getAccount())
                .setPayoutId(command.getSubjectId())
                .setStatus(status(outcome))
                .setChainId(command.getChainId())
                .setTransactionHash(outcome.transactionHash())
                .setReason(outcome.reason())
                .build();
    }

    static TransferStatus status(CommandOutcome outcome) {
        return outcome.succeeded() ? TransferStatus.FINAL : TransferStatus.RETURNED;
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
