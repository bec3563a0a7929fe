package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RequestedBy;
import io.fluxledger.rules.TransferStatus;
import java.util.ArrayList;
import java.util.List;

/** Inputs of providers that mostly make sense after what the ledger has seen. */
final class ProviderInputs {
    private static final int PAYOUT_IDS = 12;
    static final int NONCES = 40;
    private static final long WINDOW_MS = 1_000;
    private static final long[] FOREIGN_PARTITIONS = {0, 2};

    private final Dice dice;
    private final OracleProviders ledger;
    private final RouteInputs routes;

    ProviderInputs(Dice dice, OracleProviders ledger) {
        this.dice = dice;
        this.ledger = ledger;
        this.routes = new RouteInputs(dice, ledger);
    }

    ProviderInput next(long clockMs, boolean foreign) {
        return switch (dice.weighted(foreign ? 30 : 0, foreign ? 6 : 0, 6, 16, 24, 14, 10, 8, 5, 9, 18)) {
            case 0 -> charge();
            case 1 -> filed();
            case 2 ->
                new ProviderInput.ProviderRegistered(
                        dice.id(),
                        dice.provider(),
                        dice.of(Domain.WALLETS),
                        dice.chain(),
                        Domain.nonce(dice.below(NONCES)),
                        dice.percent(85) ? clockMs + dice.between(1, 5_000) : clockMs);
            case 3 -> instructed();
            case 4 -> confirmed();
            case 5 -> decided();
            case 6 -> refunded();
            case 7 ->
                new ProviderInput.WindowTick(
                        dice.id(), Math.floorDiv(clockMs, WINDOW_MS) * WINDOW_MS + (dice.percent(85) ? 0 : WINDOW_MS));
            case 8 -> broadcast();
            case 9 -> rerouted();
            default -> routes.next(clockMs);
        };
    }

    private ProviderInput broadcast() {
        return switch (dice.below(5)) {
            case 0, 1 -> new ProviderInput.ClockTick(dice.id());
            case 2 -> new ProviderInput.InputQuarantined(dice.id(), dice.id(), "test");
            default ->
                new ProviderInput.ParametersActivated(
                        dice.id(), PayerInputs.parameters(dice, ledger.frame.parameters()));
        };
    }

    private ProviderInput charge() {
        int partition = (int) dice.of(FOREIGN_PARTITIONS);
        boolean escrow = dice.percent(15);
        List<Draw> charges = dice.percent(2) ? List.of(new Draw(1, 0)) : dice.draws();
        if (escrow) {
            charges = List.of(charges.getFirst());
        }
        return new ProviderInput.UsageCharged(
                dice.id(),
                dice.provider(),
                dice.payer(),
                "f" + dice.below(6),
                escrow ? Funding.ESCROW : Funding.CREDITS,
                escrow || dice.percent(50) ? PayoutMode.INSTANT : PayoutMode.BATCH,
                dice.chain(),
                charges,
                escrow ? dice.between(0, charges.getFirst().amountNanos()) : 0,
                dice.percent(3) ? Long.MAX_VALUE : dice.below(1_000),
                dice.percent(3) ? Long.MAX_VALUE : dice.below(1_000),
                partition,
                sequence(partition));
    }

    private long sequence(int partition) {
        return Math.max(0, ledger.state.taken.getOrDefault(partition, 0L) + dice.of(1, 1, 1, 2, 0, -1));
    }

    private ProviderInput filed() {
        int partition = (int) dice.of(FOREIGN_PARTITIONS);
        return new ProviderInput.DisputeFiled(
                dice.id(),
                dice.provider(),
                dice.payer(),
                "f" + dice.below(6),
                dice.nanos(),
                "not what was asked for",
                partition,
                sequence(partition));
    }

    private ProviderInput instructed() {
        Address provider = dice.provider();
        long most = ledger.frame.total(AccountType.PROVIDER_PAYABLE, provider).longValue() / 1000;
        long amount = dice.percent(8) ? most + 1 : dice.percent(30) ? most : dice.between(1, most);
        return new ProviderInput.PayoutInstructed(
                dice.id(),
                provider,
                "p" + dice.below(PAYOUT_IDS),
                "b1",
                1_000,
                dice.chain(),
                amount,
                dice.of(Domain.WALLETS));
    }

    private ProviderInput confirmed() {
        ProviderState.Id id = payout(false);
        ProviderState.Payout payout = ledger.state.payouts.get(id);
        return new ProviderInput.PayoutConfirmed(
                dice.id(),
                id.provider(),
                id.id(),
                dice.of(TransferStatus.values()),
                payout == null || dice.percent(3) ? dice.chain() : payout.chainId,
                dice.percent(50) ? Domain.TRANSACTION : null);
    }

    /** Mostly of a payout that is known, if wanted one that is not submitted yet. */
    private ProviderState.Id payout(boolean inFlight) {
        List<ProviderState.Id> known = new ArrayList<>();
        ledger.state.payouts.forEach((id, payout) -> {
            if (!inFlight || payout.status == null) {
                known.add(id);
            }
        });
        boolean unknown = known.isEmpty() || dice.percent(4);
        return unknown ? new ProviderState.Id(dice.provider(), "p" + dice.below(PAYOUT_IDS)) : dice.of(known);
    }

    private ProviderInput rerouted() {
        ProviderState.Id id = payout(dice.percent(75));
        ProviderState.Payout payout = ledger.state.payouts.get(id);
        long chain = dice.chain();
        if (payout != null && dice.percent(60)) {
            List<Long> others = payout.terms.alternativeChainIds();
            boolean moved = payout.chainId != payout.openedChainId;
            chain = moved ? payout.openedChainId : others.isEmpty() ? chain : dice.of(others);
        }
        return new ProviderInput.PayoutRerouted(dice.id(), id.provider(), id.id(), chain);
    }

    private ProviderInput decided() {
        List<ProviderState.Dispute> known = List.copyOf(ledger.state.disputes.values());
        if (known.isEmpty()) {
            return new ProviderInput.DisputeDecided(
                    dice.id(), dice.provider(), dice.payer(), "i1", 1, 1, 0, RequestedBy.GATEWAY);
        }
        ProviderState.Dispute dispute = dice.of(known);
        ProviderInput.DisputeFiled filed = dispute.filed;
        long upheld = dispute.open
                ? switch (dice.below(4)) {
                    case 0 -> 0;
                    case 1 -> filed.amountNanos();
                    default -> dice.between(1, filed.amountNanos());
                }
                : dispute.upheldNanos;
        return new ProviderInput.DisputeDecided(
                dice.id(),
                filed.provider(),
                filed.payer(),
                filed.intentId(),
                filed.sourcePartition(),
                filed.sourceSequence(),
                upheld,
                dice.percent(50) ? RequestedBy.PROVIDER : RequestedBy.GATEWAY);
    }

    private ProviderInput refunded() {
        Address provider = dice.provider();
        long most = ledger.frame.total(AccountType.PROVIDER_PAYABLE, provider).longValue();
        long amount = dice.percent(8) ? most + 1 : dice.percent(30) ? most : dice.between(1, most / 2);
        return new ProviderInput.ProviderRefunded(
                dice.id(), provider, dice.payer(), "i" + dice.below(3), amount, Domain.nonce(dice.below(NONCES)));
    }
}
