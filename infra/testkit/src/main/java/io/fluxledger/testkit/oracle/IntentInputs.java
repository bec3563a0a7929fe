package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowStep;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.Signature;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Inputs about intents: what may come next in their lives, and what may not. */
final class IntentInputs {
    private static final int IDS = 10;
    /** Intents that most inputs are about at a time, so that their lives go on before they expire. */
    private static final int HOT = 4;

    private static final int FLOOD = 67;

    private final Dice dice;
    private final OracleLedger ledger;
    private final SessionInputs sessions;
    private final ClosingInputs closings;
    private final Deque<PayerState.Id> recent = new ArrayDeque<>();
    private final Deque<PayerInput> planned = new ArrayDeque<>();

    IntentInputs(Dice dice, OracleLedger ledger, SessionInputs sessions) {
        this.dice = dice;
        this.ledger = ledger;
        this.sessions = sessions;
        this.closings = new ClosingInputs(dice);
    }

    /** What has to come at once, before the clock goes on; null when nothing has. */
    @Nullable
    PayerInput planned() {
        return planned.poll();
    }

    PayerInput next(long clockMs) {
        boolean hot = !recent.isEmpty() && dice.percent(75);
        PayerState.Id key = hot ? dice.of(List.copyOf(recent)) : new PayerState.Id(dice.payer(), "i" + dice.below(IDS));
        if (!hot) {
            recent.add(key);
            if (recent.size() > HOT) {
                recent.remove();
            }
        }
        Address payer = key.payer();
        String id = key.id();
        PayerState.Intent intent = ledger.state.intents.get(key);
        if (intent == null || dice.percent(3)) {
            return dice.percent(96) ? lock(payer, id, clockMs) : about(payer, id, intent, clockMs);
        }
        return about(payer, id, intent, clockMs);
    }

    private PayerInput about(Address payer, String id, PayerState.@Nullable Intent intent, long clockMs) {
        boolean escrow = intent != null && intent.lock.funding() == Funding.ESCROW;
        int kind = intent == null
                ? dice.weighted(0, 10, 10, 10, 10, 10, 10, 10, 10)
                : switch (intent.status) {
                    case PENDING -> dice.weighted(3, 6, 5, 6, 60, 8, 3, 2, 2);
                    case LOCKED -> locked(intent, escrow);
                    default ->
                        escrow
                                ? dice.weighted(5, 4, 4, 4, 50, 12, 25, 6, 1)
                                : dice.weighted(5, 6, 6, 6, 2, 2, 2, 40, 3);
                };
        if (intent != null && intent.status == IntentStatus.LOCKED && dice.perMille(2)) {
            flood(intent, clockMs);
        }
        return switch (kind) {
            case 0 -> again(payer, id, intent, clockMs);
            case 1 -> receipt(payer, id, intent, clockMs);
            case 2 -> closings.settlement(payer, id, intent);
            case 3 -> closings.refund(payer, id, intent);
            case 4 -> confirmed(payer, id, intent);
            case 5 ->
                new PayerInput.EscrowFailed(
                        dice.id(), payer, id, dice.of(EscrowStep.values()), chain(intent), "reverted", null);
            case 6 ->
                new PayerInput.EscrowRevoked(dice.id(), payer, id, lastStep(intent), chain(intent), Domain.TRANSACTION);
            case 7 -> dispute(payer, id, intent);
            default -> closings.hold(payer, id, intent);
        };
    }

    /** Mostly a receipt, and then the settlement. */
    private int locked(PayerState.Intent intent, boolean escrow) {
        boolean used = intent.usedNanos.signum() > 0;
        int receipt = used ? 20 : 60;
        int settlement = used ? 50 : 6;
        return escrow
                ? dice.weighted(3, receipt, settlement, 4, 6, 3, 6, 1, 2)
                : dice.weighted(3, receipt, settlement, 4, 2, 1, 1, 2, 16);
    }

    /** Mostly the step that can be taken back. */
    private EscrowStep lastStep(PayerState.@Nullable Intent intent) {
        if (intent == null || dice.percent(30)) {
            return dice.of(EscrowStep.values());
        }
        return intent.voided ? EscrowStep.VOID : intent.captured ? EscrowStep.CAPTURE : EscrowStep.AUTHORIZE;
    }

    private PayerInput again(Address payer, String id, PayerState.@Nullable Intent intent, long clockMs) {
        if (intent == null) {
            return lock(payer, id, clockMs);
        }
        return Records.with(intent.lock, 0, dice.id());
    }

    private Address provider(PayerState.@Nullable Intent intent) {
        return intent == null || dice.percent(3) ? dice.provider() : intent.lock.provider();
    }

    private static long chain(PayerState.@Nullable Intent intent) {
        EscrowTerms terms = intent == null ? null : intent.lock.escrow();
        return terms == null ? 1 : terms.chainId();
    }

    private PayerInput lock(Address payer, String id, long clockMs) {
        long maxLifeMs = ledger.frame.parameters().maxIntentLifeMs();
        long lifeMs = switch (dice.weighted(80, 10, 5, 5)) {
            case 0 -> dice.between(Math.min(maxLifeMs, 200), Math.min(maxLifeMs, 8_000));
            case 1 -> maxLifeMs;
            case 2 -> maxLifeMs + 1;
            default -> 0;
        };
        Address provider = dice.provider();
        PayoutMode mode = dice.percent(50) ? PayoutMode.BATCH : PayoutMode.INSTANT;
        if (dice.percent(25)) {
            return escrow(payer, id, provider, clockMs + lifeMs);
        }
        Address sessionKey = sessions.signer(payer);
        PayerInput.SessionGranted grant = sessions.grantOf(payer, sessionKey);
        List<Draw> draws = draws(payer);
        if (grant != null && dice.percent(85)) {
            Address only = grant.provider();
            provider = only == null ? provider : only;
            long chain = grant.chainId();
            List<Draw> covered = draws.stream()
                    .filter(draw -> chain == 0 || draw.chainId() == chain)
                    .toList();
            draws = covered.isEmpty() ? draws : covered;
        }
        long max = draws.stream().mapToLong(Draw::amountNanos).sum();
        return new PayerInput.IntentLocked(
                dice.id(),
                payer,
                id,
                Funding.CREDITS,
                mode,
                provider,
                max,
                clockMs + lifeMs,
                dice.chain(),
                dice.percent(50) ? List.of() : draws,
                dice.nonce(),
                null,
                sessionKey,
                dice.percent(15));
    }

    private PayerInput escrow(Address payer, String id, Address provider, long deadlineMs) {
        long micros = dice.micros();
        long chain = dice.chain();
        long payoutChain = dice.percent(25) ? chain : dice.chain();
        boolean onward = payoutChain != chain;
        Address feeReceiver = dice.percent(2) ? provider : Domain.WALLETS.getLast();
        Address receiver = onward != dice.percent(3) ? feeReceiver : provider;
        EscrowTerms terms = new EscrowTerms(
                chain,
                Domain.TOKENS.getFirst(),
                Domain.WALLETS.getFirst(),
                receiver,
                micros,
                1,
                2,
                3,
                0,
                10,
                feeReceiver,
                Domain.nonce(1),
                Signature.NONE);
        return new PayerInput.IntentLocked(
                dice.id(),
                payer,
                id,
                Funding.ESCROW,
                PayoutMode.INSTANT,
                provider,
                micros * 1000,
                deadlineMs,
                payoutChain,
                List.of(),
                dice.nonce(),
                terms,
                dice.percent(3) ? dice.of(Domain.SESSION_KEYS) : null,
                dice.percent(15));
    }

    private List<Draw> draws(Address payer) {
        SortedMap<Long, BigInteger> free = ledger.frame.chains(AccountType.PAYER_AVAILABLE, payer);
        if (free.isEmpty() || dice.percent(4)) {
            return dice.draws();
        }
        List<Draw> draws = new ArrayList<>();
        List<Long> chains = new ArrayList<>(free.keySet());
        int count = 1 + dice.below(Math.min(chains.size(), 2));
        for (int i = 0; i < count; i++) {
            long chain = chains.remove(dice.below(chains.size()));
            long available = free.getOrDefault(chain, BigInteger.ZERO).longValue();
            long amount = dice.percent(60)
                    ? dice.between(1, Math.min(available, 40_000))
                    : dice.percent(12) ? Math.max(1, available + 1) : dice.between(1, available);
            draws.add(new Draw(chain, amount));
        }
        return draws;
    }

    private PayerInput receipt(Address payer, String id, PayerState.@Nullable Intent intent, long clockMs) {
        long max = intent == null ? 10 : intent.lock.maxAmountNanos() - intent.usedNanos.longValue();
        long used = dice.percent(6) ? max + 1 : dice.percent(15) ? max : dice.between(1, Math.max(1, max / 3));
        Bytes32 nonce = intent != null && !intent.receipts.isEmpty() && dice.percent(8)
                ? dice.of(List.copyOf(intent.receipts.keySet()))
                : dice.nonce();
        return new PayerInput.UsageReceipt(
                dice.id(),
                payer,
                id,
                provider(intent),
                used,
                dice.percent(3) ? 1L << 40 : dice.below(1_000),
                dice.percent(3) ? 1L << 40 : dice.below(1_000),
                intent == null || dice.percent(3) ? dice.chain() : intent.lock.payoutChainId(),
                nonce,
                clockMs);
    }

    /** More receipts than an intent may have. */
    private void flood(PayerState.Intent intent, long clockMs) {
        for (int i = 0; i < FLOOD; i++) {
            planned.add(new PayerInput.UsageReceipt(
                    dice.id(),
                    intent.lock.payer(),
                    intent.lock.intentId(),
                    intent.lock.provider(),
                    1,
                    1,
                    1,
                    intent.lock.payoutChainId(),
                    Domain.nonce(5_000 + i),
                    clockMs));
        }
    }

    private PayerInput confirmed(Address payer, String id, PayerState.@Nullable Intent intent) {
        EscrowStep step = dice.of(EscrowStep.values());
        long amount = dice.micros();
        if (intent != null && dice.percent(92)) {
            if (dice.percent(70)) {
                step = !intent.authorized
                        ? EscrowStep.AUTHORIZE
                        : intent.captureOutstanding() ? EscrowStep.CAPTURE : EscrowStep.VOID;
            }
            amount = switch (step) {
                        case AUTHORIZE -> intent.lock.maxAmountNanos();
                        case CAPTURE -> intent.capturedNanos;
                        case VOID -> intent.voidingNanos();
                    }
                    / 1000;
        }
        long fee = dice.percent(70) ? 0 : dice.between(0, Math.min(amount, 3));
        return new PayerInput.EscrowConfirmed(
                dice.id(), payer, id, step, chain(intent), Domain.TRANSACTION, amount, fee);
    }

    private PayerInput dispute(Address payer, String id, PayerState.@Nullable Intent intent) {
        long most = intent == null ? 10 : intent.capturedNanos;
        long amount = dice.percent(8) ? most + 1 : dice.percent(40) ? most : dice.between(1, Math.max(1, most));
        return new PayerInput.DisputeRaised(
                dice.id(), payer, id, provider(intent), amount, "not what was asked for", dice.nonce());
    }
}
