package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.contracts.NexusEscrowAbi;
import io.fluxledger.contracts.SwapPoolAbi;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.ChainCommand;
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
            case WITHDRAWAL, PAYOUT ->
                transfer(command, Numeric.toHexString(command.getSigner().bytes()), logs);
            case ESCROW_AUTHORIZE -> escrow(command, NexusEscrowAbi.Authorized.class, logs);
            case ESCROW_CAPTURE -> escrow(command, NexusEscrowAbi.Captured.class, logs);
            case ESCROW_VOID -> escrow(command, NexusEscrowAbi.Voided.class, logs);
            case AUDIT_INTENT, AUDIT_SETTLEMENT, AUDIT_REFUND, SWAP_APPROVE ->
                Optional.of(new Effect(command.getAmountMicros(), 0));
            case BRIDGE_LOCK -> lock(command, logs);
            case SWAP_PAY -> swap(command, logs);
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
