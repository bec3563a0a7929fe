package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.RefundReason;
import io.fluxledger.rules.RequestedBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settlements and refunds of intents, and what holds them up. */
final class ClosingInputs {
    private final Dice dice;

    ClosingInputs(Dice dice) {
        this.dice = dice;
    }

    PayerInput settlement(Address payer, String id, PayerState.@Nullable Intent intent) {
        RequestedBy by = by();
        return new PayerInput.SettlementRequested(
                dice.id(), payer, id, provider(intent), by, closingNonce(intent), routeCostNanos(intent, by));
    }

    private long routeCostNanos(PayerState.@Nullable Intent intent, RequestedBy by) {
        if (dice.percent(2)) {
            return dice.of(-1, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (intent == null) {
            return 0;
        }
        boolean borne = intent.crosses() && by == RequestedBy.GATEWAY;
        if (!dice.percent(borne ? 60 : 3)) {
            return 0;
        }
        long most = intent.lock.maxAmountNanos() - intent.usedNanos.longValue();
        return switch (dice.weighted(60, 25, 15)) {
            case 0 -> Math.min(most, dice.between(1, Math.max(1, most)));
            case 1 -> most;
            default -> most + 1;
        };
    }

    PayerInput refund(Address payer, String id, PayerState.@Nullable Intent intent) {
        return new PayerInput.RefundRequested(
                dice.id(), payer, id, provider(intent), dice.of(RefundReason.values()), by(), closingNonce(intent));
    }

    PayerInput hold(Address payer, String id, PayerState.@Nullable Intent intent) {
        boolean held = intent != null && intent.held;
        return dice.percent(held ? 20 : 80)
                ? new PayerInput.IntentHeld(dice.id(), payer, id, provider(intent), "looks odd")
                : new PayerInput.IntentReleased(dice.id(), payer, id, provider(intent));
    }

    private RequestedBy by() {
        return dice.percent(4) ? RequestedBy.PAYER : dice.percent(50) ? RequestedBy.PROVIDER : RequestedBy.GATEWAY;
    }

    private Address provider(PayerState.@Nullable Intent intent) {
        return intent == null || dice.percent(3) ? dice.provider() : intent.lock.provider();
    }

    private @Nullable Bytes32 closingNonce(PayerState.@Nullable Intent intent) {
        if (intent != null && !intent.receipts.isEmpty() && dice.percent(8)) {
            return dice.of(List.copyOf(intent.receipts.keySet()));
        }
        return dice.percent(60) ? null : dice.nonce();
    }
}
