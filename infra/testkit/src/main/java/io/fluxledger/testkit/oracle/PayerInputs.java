package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.Signature;
import io.fluxledger.rules.SuspenseResolution;
import io.fluxledger.rules.TransferStatus;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Inputs of payers that mostly make sense after what the ledger has seen. */
final class PayerInputs {
    private static final int DEPOSIT_NONCES = 6;
    private static final int WITHDRAWAL_IDS = 10;
    private static final long[] FOREIGN_PARTITIONS = {0, 2};

    private final Dice dice;
    private final OracleLedger ledger;
    private final SessionInputs sessions;
    private final IntentInputs intents;

    PayerInputs(Dice dice, OracleLedger ledger) {
        this.dice = dice;
        this.ledger = ledger;
        this.sessions = new SessionInputs(dice, ledger);
        this.intents = new IntentInputs(dice, ledger, sessions);
    }

    /** What has to come at once, before the clock goes on; null when nothing has. */
    @Nullable
    PayerInput planned() {
        PayerInput grant = sessions.planned();
        return grant == null ? intents.planned() : grant;
    }

    PayerInput next(long clockMs, boolean foreign) {
        return switch (dice.weighted(28, 56, 12, 10, 2, 6, 3)) {
            case 0 -> deposit(clockMs);
            case 1 -> intents.next(clockMs);
            case 2 -> withdrawal(clockMs);
            case 3 -> broadcast();
            case 5 -> sessions.next(clockMs);
            case 6 -> preferred(clockMs);
            default -> foreign ? refund() : new PayerInput.ClockTick(dice.id());
        };
    }

    private PayerInput deposit(long clockMs) {
        Address payer = dice.payer();
        DepositKey key =
                new DepositKey(dice.chain(), dice.of(Domain.TOKENS), Domain.nonce(1_000 + dice.below(DEPOSIT_NONCES)));
        PayerState.Deposit known = ledger.state.deposits.get(new PayerState.DepositId(payer, key));
        long amount = amountMicros(known);
        int kind = known == null
                ? dice.weighted(25, 10, 45, 2, 2, 12, 2)
                : switch (known.status) {
                    case REQUESTED -> dice.weighted(6, 30, 40, 10, 4, 4, 2);
                    case SEEN -> dice.weighted(6, 6, 50, 10, 20, 4, 2);
                    case CREDITED -> dice.weighted(10, 10, 15, 10, 45, 10, 10);
                    case FAILED -> dice.weighted(10, 20, 40, 20, 10, 10, 10);
                    case SUSPENDED -> dice.weighted(8, 8, 8, 8, 15, 10, 80);
                    case RETURNED, PLATFORM -> dice.weighted(10, 10, 10, 10, 60, 10, 20);
                    case REVOKED -> dice.weighted(10, 20, 50, 10, 10, 20, 10);
                };
        return switch (kind) {
            case 0 -> {
                long until = dice.percent(85) ? clockMs / 1000 + dice.between(1, 1000) : clockMs / 1000;
                yield new PayerInput.DepositRequested(dice.id(), payer, key, amount, 0, until, Signature.NONE);
            }
            case 1 -> new PayerInput.DepositSeen(dice.id(), payer, key, amount, Domain.TRANSACTION, 1);
            case 2 -> new PayerInput.CreditsDeposited(dice.id(), payer, key, amount, Domain.TRANSACTION, 1);
            case 3 -> new PayerInput.DepositFailed(dice.id(), payer, key, "expired");
            case 4 -> new PayerInput.DepositRevoked(dice.id(), payer, key, Domain.TRANSACTION);
            case 5 -> new PayerInput.TransferUnmatched(dice.id(), payer, key, amount, Domain.TRANSACTION, 1);
            default ->
                new PayerInput.SuspenseResolved(
                        dice.id(),
                        payer,
                        key,
                        SuspenseResolution.values()[dice.below(SuspenseResolution.values().length)],
                        dice.percent(50) ? Domain.TRANSACTION : null);
        };
    }

    private long amountMicros(PayerState.@Nullable Deposit known) {
        if (known != null && dice.percent(85)) {
            if (known.amountNanos > 0) {
                return known.amountNanos / 1000;
            }
            if (known.request != null) {
                return known.request.amountMicros();
            }
        }
        return dice.micros();
    }

    private PayerInput withdrawal(long clockMs) {
        Address payer = dice.payer();
        String id = "w" + dice.below(WITHDRAWAL_IDS);
        PayerState.Withdrawal known = ledger.state.withdrawals.get(new PayerState.Id(payer, id));
        if ((known == null && dice.percent(95)) || dice.percent(3)) {
            SortedMap<Long, BigInteger> free = ledger.frame.chains(AccountType.PAYER_AVAILABLE, payer);
            long chain = free.isEmpty() || dice.percent(5) ? dice.chain() : dice.of(List.copyOf(free.keySet()));
            long most = free.getOrDefault(chain, BigInteger.ZERO).longValue() / 1000;
            long amount = dice.percent(8) ? most + 1 : dice.percent(20) ? most : dice.between(1, most);
            return new PayerInput.WithdrawalRequested(
                    dice.id(),
                    payer,
                    id,
                    chain,
                    amount * 1000,
                    dice.of(Domain.WALLETS),
                    dice.percent(90) ? clockMs + dice.between(1, 5_000) : clockMs,
                    dice.nonce());
        }
        long chain = known == null || dice.percent(3) ? dice.chain() : known.request.chainId();
        return new PayerInput.WithdrawalConfirmed(
                dice.id(),
                payer,
                id,
                dice.of(TransferStatus.values()),
                chain,
                dice.percent(50) ? Domain.TRANSACTION : null);
    }

    private PayerInput preferred(long clockMs) {
        Address payer = dice.payer();
        PayerState.RefundChain last = ledger.state.refundChains.get(payer);
        long most = ledger.frame.parameters().maxIntentLifeMs();
        long lastMs = last == null ? 0 : last.issuedAtMs();
        long issuedAtMs = switch (dice.weighted(70, 10, 6, 7, 7)) {
            case 0 -> clockMs;
            case 1 -> lastMs;
            case 2 -> lastMs - 1;
            case 3 -> clockMs + most;
            default -> clockMs + most + 1;
        };
        long chain = dice.percent(3) ? -1 : dice.percent(25) ? 0 : dice.chain();
        if (last != null && issuedAtMs == lastMs && dice.percent(70)) {
            chain = last.chainId();
        }
        return new PayerInput.RefundChainPreferred(dice.id(), payer, chain, issuedAtMs);
    }

    private PayerInput broadcast() {
        return switch (dice.weighted(60, 14, 14, 8, 2)) {
            case 0 -> new PayerInput.ClockTick(dice.id());
            case 1 -> new PayerInput.HoldPlaced(dice.id(), dice.chain(), "bridge is down");
            case 2 -> new PayerInput.HoldReleased(dice.id(), dice.chain());
            case 3 -> new PayerInput.ParametersActivated(dice.id(), parameters(dice, ledger.frame.parameters()));
            default -> new PayerInput.InputQuarantined(dice.id(), dice.id(), "test");
        };
    }

    /** Parameters under which everything happens within seconds. */
    static Parameters parameters(Dice dice, Parameters now) {
        if (dice.percent(10)) {
            return now;
        }
        long life = dice.of(500, 2_000, 10_000);
        Parameters next = new Parameters(
                1,
                dice.of(0, 1, 333, 1_000, 12_345, 500_000, 1_000_000),
                dice.of(0, 1_000, 50_000, 10_000_000_000L, 1_000_000_000_000_000_000L),
                dice.of(0, 0, 1_000, 1_000_000_000_000L),
                (int) dice.of(1, 2, 3, 256),
                life + dice.of(0, 1, 1_000, 4_000),
                life);
        return dice.percent(20) ? new Mutations(dice).one(next) : next;
    }

    private PayerInput refund() {
        int partition = (int) dice.of(FOREIGN_PARTITIONS);
        long taken = ledger.state.refundsTaken.getOrDefault(partition, 0L);
        List<Draw> draws = dice.percent(6) ? List.of(new Draw(1, dice.of(0, -1))) : dice.draws();
        return new PayerInput.ProviderRefundReceived(
                dice.id(), dice.payer(), dice.provider(), "i1", draws, partition, taken + dice.of(1, 1, 1, 2, 0, -1));
    }
}
