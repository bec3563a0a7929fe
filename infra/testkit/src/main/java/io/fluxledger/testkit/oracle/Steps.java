package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The steps of one random run: sensible ones, repeated ones, changed ones, misplaced ones, too early and too late. */
final class Steps {
    private static final long START_MS = Instant.parse("2026-01-31T23:59:55Z").toEpochMilli();
    private static final long DAY_MS = 86_400_000;

    /** Component of payer or provider in the inputs that concern one. */
    private static final int OWNER = 1;

    private final Dice dice;
    private final Duel duel;
    private final Mutations mutations;
    private final PayerInputs payerInputs;
    private final ProviderInputs providerInputs;
    private final boolean foreign;
    private final List<PayerInput> payersBefore = new ArrayList<>();
    private final List<ProviderInput> providersBefore = new ArrayList<>();
    private long nowMs = START_MS;
    private boolean begun;

    /** Follows the oracles' states of that duel. */
    Steps(long seed, Duel duel) {
        this.dice = new Dice(seed);
        this.duel = duel;
        this.mutations = new Mutations(dice);
        this.payerInputs = new PayerInputs(dice, duel.payers);
        this.providerInputs = new ProviderInputs(dice, duel.providers);
        this.foreign = dice.percent(50);
    }

    Step next() {
        PayerInput planned = payerInputs.planned();
        if (planned instanceof PayerInput.OfPayer it) {
            return new Step.Payers(nowMs, it.payer().toString(), planned);
        }
        long clockMs = clock();
        if (!begun) {
            begun = true;
            if (dice.percent(85)) {
                var parameters = PayerInputs.parameters(dice, duel.payers.frame.parameters());
                PayerInput first = new PayerInput.ParametersActivated(dice.id(), parameters);
                return new Step.Payers(clockMs, "broadcast", first);
            }
        }
        if (duel.hasCharges() && dice.percent(20)) {
            return new Step.Deliver(clockMs, true, dice.percent(10));
        }
        if (duel.hasRefunds() && dice.percent(20)) {
            return new Step.Deliver(clockMs, false, dice.percent(10));
        }
        if (dice.perMille(3)) {
            return new Step.Unreadable(clockMs, dice.percent(50));
        }
        return dice.percent(70) ? payers(clockMs) : providers(clockMs);
    }

    private long clock() {
        switch (dice.weighted(700, 120, 140, 15, 4, 6, 6)) {
            case 0 -> nowMs += dice.below(4);
            case 1 -> {
                return nowMs - dice.below(3_000);
            }
            case 2 -> nowMs += dice.below(80);
            case 3 -> nowMs += dice.below(1_500);
            case 4 -> nowMs += dice.below(9_000);
            case 5 -> nowMs += dice.between(DAY_MS, 20 * DAY_MS);
            default -> nowMs = Math.max(nowMs, turningMs());
        }
        return nowMs;
    }

    /** Just before, at or after the end of an intent, as it is now or would be with all of its pause used up. */
    private long turningMs() {
        List<PayerState.Intent> open = duel.payers.state.intents.values().stream()
                .filter(PayerState.Intent::open)
                .toList();
        if (open.isEmpty()) {
            return nowMs;
        }
        PayerState.Intent intent = dice.of(open);
        long pausedMs = intent.held ? OracleDeadlines.MOST_PAUSED_MS : intent.pausedMs;
        return intent.lock.deadlineMs() + pausedMs + dice.of(-1, 0, 1);
    }

    private Step payers(long clockMs) {
        PayerInput input;
        if (!payersBefore.isEmpty() && dice.percent(7)) {
            input = (PayerInput) Records.with((Record) recent(payersBefore), 0, dice.id());
            if (dice.percent(30)) {
                input = (PayerInput) mutations.one((Record) input);
            }
        } else {
            input = payerInputs.next(duel.payers.frame.clockMs() == 0 ? clockMs : nowMs, foreign);
            if (dice.percent(8)) {
                input = (PayerInput) mutations.one((Record) input);
            }
        }
        if (input instanceof PayerInput.ProviderRefundReceived refund && refund.sourcePartition() == Domain.PARTITION) {
            input = new PayerInput.ClockTick(dice.id());
        }
        payersBefore.add(input);
        if (input instanceof PayerInput.OfPayer && dice.perMille(12)) {
            input = (PayerInput) Records.with((Record) input, OWNER, dice.of(Domain.STRANGERS));
        }
        Address owner = input instanceof PayerInput.OfPayer it ? it.payer() : null;
        if (owner == null) {
            return new Step.Payers(clockMs, "broadcast", input);
        }
        return new Step.Payers(clockMs, key(owner), input);
    }

    private Step providers(long clockMs) {
        ProviderInput input;
        if (!providersBefore.isEmpty() && dice.percent(7)) {
            input = (ProviderInput) Records.with((Record) recent(providersBefore), 0, dice.id());
            if (dice.percent(30)) {
                input = (ProviderInput) mutations.one((Record) input);
            }
        } else {
            input = providerInputs.next(nowMs, foreign);
            if (dice.percent(8)) {
                input = (ProviderInput) mutations.one((Record) input);
            }
        }
        providersBefore.add(input);
        if (input instanceof ProviderInput.OfProvider && dice.perMille(12)) {
            input = (ProviderInput) Records.with((Record) input, OWNER, dice.of(Domain.STRANGERS));
        }
        Address owner = input instanceof ProviderInput.OfProvider it ? it.provider() : null;
        if (owner == null) {
            return new Step.Providers(clockMs, "broadcast", input);
        }
        return new Step.Providers(clockMs, key(owner), input);
    }

    private <T> T recent(List<T> before) {
        int most = dice.percent(70) ? Math.min(before.size(), 20) : before.size();
        return before.get(before.size() - 1 - dice.below(most));
    }

    private String key(Address owner) {
        return switch (dice.weighted(970, 10, 10, 5)) {
            case 0 -> owner.toString();
            case 1 -> dice.payer().toString();
            case 2 -> owner.toString().replace('a', 'A').replace('b', 'B');
            default -> "broadcast";
        };
    }
}
