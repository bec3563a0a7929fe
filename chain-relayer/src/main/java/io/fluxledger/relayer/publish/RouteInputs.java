package io.fluxledger.relayer.publish;

import io.fluxledger.events.InputId16;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutRerouted;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.TreasuryMoveConfirmed;
import io.fluxledger.relayer.plan.RouteCommands;
import io.fluxledger.relayer.route.Leg;
import io.fluxledger.relayer.route.Payout;
import io.fluxledger.relayer.route.RouteAction;
import io.fluxledger.schemas.TopicCatalog;
import java.util.Optional;

/** What the ledger is told of routes; each action comes once. */
final class RouteInputs {
    /** The ledger takes a reason of this length. */
    private static final int MAX_REASON = 500;

    private final RouteCommands commands;

    RouteInputs(RouteCommands commands) {
        this.commands = commands;
    }

    /** Empty for a command. */
    Optional<ConfirmationInputs.Input> of(Payout payout, RouteAction action) {
        return switch (action) {
            case RouteAction.Send _ -> Optional.empty();
            case RouteAction.TellMove move -> Optional.of(moved(move));
            case RouteAction.TellChain chain -> Optional.of(rerouted(payout, chain));
            case RouteAction.TellSwapped(int leg, long chainId, String hash, long atMs) ->
                Optional.of(swap(payout, leg, TransferStatus.FINAL, chainId, hash, atMs));
            case RouteAction.TellSwapRevoked(int leg, long chainId, String hash, long atMs) ->
                Optional.of(swap(payout, leg, TransferStatus.REVOKED, chainId, hash, atMs));
            case RouteAction.TellReturned returned -> Optional.of(returned(payout, returned));
        };
    }

    private ConfirmationInputs.Input moved(RouteAction.TellMove told) {
        Leg.Move move = told.move();
        InputId16 id = EventIds.of("move:" + told.moveId() + ":" + told.status() + ":" + told.atMs());
        String treasury = commands.treasury(move.chainId());
        TreasuryMoveConfirmed input = TreasuryMoveConfirmed.newBuilder()
                .setInputId(id)
                .setTreasury(RouteRecords.address(treasury))
                .setMoveId(told.moveId())
                .setStatus(
                        switch (told.status()) {
                            case SENT -> TransferStatus.SUBMITTED;
                            case RECEIVED -> TransferStatus.FINAL;
                            case RETURNED -> TransferStatus.RETURNED;
                            case REVOKED -> TransferStatus.REVOKED;
                        })
                .setFromChainId(move.chainId())
                .setToChainId(move.bridge().toChainId())
                .setSentMicros(move.sentMicros())
                .setFeeMicros(move.feeMicros())
                .setTransactionHash(RouteRecords.hash(told.transactionHash()))
                .build();
        return new ConfirmationInputs.Input(TopicCatalog.PROVIDER_INPUTS, treasury, id, input);
    }

    private static ConfirmationInputs.Input rerouted(Payout payout, RouteAction.TellChain told) {
        InputId16 id = EventIds.of(payout.payoutId() + ":" + told.leg() + ":REROUTED");
        PayoutRerouted input = PayoutRerouted.newBuilder()
                .setInputId(id)
                .setProvider(RouteRecords.address(payout.provider()))
                .setPayoutId(payout.payoutId())
                .setChainId(told.chainId())
                .setReason(cut(told.reason()))
                .build();
        return new ConfirmationInputs.Input(TopicCatalog.PROVIDER_INPUTS, payout.provider(), id, input);
    }

    private static ConfirmationInputs.Input swap(
            Payout payout, int leg, TransferStatus status, long chainId, String transactionHash, long atMs) {
        InputId16 id = EventIds.of(payout.payoutId() + ":" + leg + ":SWAP:" + status + ":" + atMs);
        PayoutConfirmed input = PayoutConfirmed.newBuilder()
                .setInputId(id)
                .setProvider(RouteRecords.address(payout.provider()))
                .setPayoutId(payout.payoutId())
                .setStatus(status)
                .setChainId(chainId)
                .setTransactionHash(RouteRecords.hash(transactionHash))
                .build();
        return new ConfirmationInputs.Input(TopicCatalog.PROVIDER_INPUTS, payout.provider(), id, input);
    }

    static ConfirmationInputs.Input returned(Payout payout, RouteAction.TellReturned told) {
        InputId16 id = EventIds.of(payout.payoutId() + ":RETURNED");
        PayoutConfirmed input = PayoutConfirmed.newBuilder()
                .setInputId(id)
                .setProvider(RouteRecords.address(payout.provider()))
                .setPayoutId(payout.payoutId())
                .setStatus(TransferStatus.RETURNED)
                .setChainId(told.chainId())
                .setTransactionHash(RouteRecords.hash(told.transactionHash()))
                .setReason(cut(told.reason()))
                .build();
        return new ConfirmationInputs.Input(TopicCatalog.PROVIDER_INPUTS, payout.provider(), id, input);
    }

    private static String cut(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
    }
}
