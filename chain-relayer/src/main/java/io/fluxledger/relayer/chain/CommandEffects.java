package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.contracts.NexusEscrowAbi;
import io.fluxledger.contracts.SwapPoolAbi;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/** Reads from a transaction's logs what a command really moved. */
final class CommandEffects {
    /** Micro-USDC. */
    record Effect(long amountMicros, long feeMicros) {}

    private CommandEffects() {}

    /** Empty when the logs do not show what the command was to do. */
    static Optional<Effect> of(ChainCommand command, List<Log> logs) {
        return switch (command.getKind()) {
            case DEPOSIT ->
                transfer(command, Numeric.toHexString(command.getAccount().bytes()), logs);
            case WITHDRAWAL, PAYOUT, RESERVE_FUND ->
                transfer(command, Numeric.toHexString(command.getSigner().bytes()), logs);
            case ESCROW_AUTHORIZE -> escrow(command, NexusEscrowAbi.Authorized.class, logs);
            case ESCROW_CAPTURE -> escrow(command, NexusEscrowAbi.Captured.class, logs);
            case ESCROW_VOID -> escrow(command, NexusEscrowAbi.Voided.class, logs);
            case AUDIT_INTENT, AUDIT_SETTLEMENT, AUDIT_REFUND, SWAP_APPROVE, RESERVE_APPROVE ->
                Optional.of(new Effect(command.getAmountMicros(), 0));
            case BRIDGE_LOCK -> lock(command, logs);
            case SWAP_PAY -> swap(command, logs);
            case PRIVATE_PAYOUT, RESERVE_DEPOSIT, RESERVE_WITHDRAW -> encrypted(command, logs);
            case RESERVE_RETURN -> returned(command, logs);
            case AUDIT_ANCHOR -> AnchorEffect.of(command, logs);
        };
    }

    /** The transfer out of {@code authorizer}'s account, if its authorization with the command's nonce was used. */
    private static Optional<Effect> transfer(ChainCommand command, String authorizer, List<Log> logs) {
        String usdc = Numeric.toHexString(command.getTo().bytes());
        String nonce = Numeric.toHexString(
                Objects.requireNonNull(command.getNonce(), "nonce").bytes());
        return UsdcAbi.moved(usdc, logs, new UsdcAbi.AuthorizationUsed(authorizer, nonce))
                .map(transfer -> new Effect(transfer.amountMicros(), 0));
    }

    /** The authorization of a deposit, which anybody may have executed. */
    static UsdcAbi.AuthorizationUsed authorization(ChainCommand deposit) {
        return new UsdcAbi.AuthorizationUsed(
                Numeric.toHexString(deposit.getAccount().bytes()),
                Numeric.toHexString(
                        Objects.requireNonNull(deposit.getNonce(), "nonce").bytes()));
    }

    /** Whether those logs show that the deposit reached the treasury, with its whole amount, by its own authorization. */
    static boolean isDeposited(ChainCommand deposit, List<Log> logs) {
        String usdc = Numeric.toHexString(deposit.getTo().bytes());
        return UsdcAbi.moved(usdc, logs, authorization(deposit))
                .filter(transfer -> transfer.to()
                                .equals(Numeric.toHexString(deposit.getSigner().bytes()))
                        && transfer.amountMicros() == deposit.getAmountMicros())
                .isPresent();
    }

    private static Optional<Effect> lock(ChainCommand command, List<Log> logs) {
        String bridge = Numeric.toHexString(command.getTo().bytes());
        return FluxBridgeAbi.events(command.getChainId(), bridge, logs).stream()
                .filter(FluxBridgeAbi.Locked.class::isInstance)
                .map(FluxBridgeAbi.Locked.class::cast)
                .findFirst()
                .map(FluxBridgeAbi.Locked::transfer)
                .map(transfer -> new Effect(
                        transfer.amount().add(transfer.fee()).longValueExact(),
                        transfer.fee().longValueExact()));
    }

    private static Optional<Effect> swap(ChainCommand command, List<Log> logs) {
        String pool = Numeric.toHexString(command.getTo().bytes());
        return SwapPoolAbi.swaps(pool, logs).stream()
                .findFirst()
                .map(swapped -> new Effect(swapped.amountIn().longValueExact(), 0));
    }

    /** The amount of a transfer is known to who sent it and to nobody who reads the logs. */
    private static Optional<Effect> encrypted(ChainCommand command, List<Log> logs) {
        String signer = Numeric.toHexString(command.getSigner().bytes());
        long amountMicros = command.getAmountMicros();
        return EercAbi.events(Numeric.toHexString(command.getTo().bytes()), logs).stream()
                .filter(event -> switch (event) {
                    case EercAbi.Transferred transferred ->
                        command.getKind() == CommandKind.PRIVATE_PAYOUT
                                && transferred.from().equals(signer)
                                && transferred.to().equals(PrivateCalls.recipient(command));
                    case EercAbi.Deposited deposited ->
                        command.getKind() == CommandKind.RESERVE_DEPOSIT
                                && deposited.user().equals(signer)
                                && deposited.amountMicros() == amountMicros;
                    case EercAbi.Withdrawn withdrawn ->
                        command.getKind() == CommandKind.RESERVE_WITHDRAW
                                && withdrawn.user().equals(signer)
                                && withdrawn.amountMicros() == amountMicros;
                })
                .findFirst()
                .map(event -> new Effect(amountMicros, 0));
    }

    private static Optional<Effect> returned(ChainCommand command, List<Log> logs) {
        String usdc = Numeric.toHexString(command.getTo().bytes());
        String signer = Numeric.toHexString(command.getSigner().bytes());
        return UsdcAbi.transfers(usdc, logs).stream()
                .filter(transfer -> transfer.from().equals(signer))
                .findFirst()
                .map(transfer -> new Effect(transfer.amountMicros(), 0));
    }

    private static Optional<Effect> escrow(
            ChainCommand command, Class<? extends NexusEscrowAbi.Event> type, List<Log> logs) {
        return NexusEscrowAbi.events(Numeric.toHexString(command.getTo().bytes()), logs).stream()
                .filter(type::isInstance)
                .findFirst()
                .map(event -> new Effect(
                        event.amountMicros(),
                        event instanceof NexusEscrowAbi.Captured captured ? captured.feeMicros() : 0));
    }
}
