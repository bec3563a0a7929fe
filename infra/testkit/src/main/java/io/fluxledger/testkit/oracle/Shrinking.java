package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Draw;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a failing case small: fewer steps, one clock where it does not matter, simpler amounts. */
final class Shrinking {
    private final Supplier<OracleLedger> payers;
    private final Supplier<OracleProviders> providers;

    Shrinking(Supplier<OracleLedger> payers, Supplier<OracleProviders> providers) {
        this.payers = payers;
        this.providers = providers;
    }

    Difference shrink(long seed, List<Step> failing) {
        List<Step> steps = new ArrayList<>(failing);
        if (!fails(steps)) {
            throw new IllegalStateException("the case does not fail again: seed " + seed);
        }
        int before;
        do {
            before = steps.size();
            dropSteps(steps);
            simplifyTimes(steps);
            simplifyFields(steps);
        } while (steps.size() < before);
        return table(seed, steps);
    }

    private boolean fails(List<Step> steps) {
        Duel duel = new Duel(payers.get(), providers.get(), new Coverage(), false);
        for (Step step : steps) {
            if (duel.step(step).difference() != null) {
                return true;
            }
        }
        return duel.drain() != null;
    }

    private void dropSteps(List<Step> steps) {
        for (int size = Math.max(1, steps.size() / 2); size > 0; size /= 2) {
            int from = 0;
            while (from < steps.size()) {
                List<Step> fewer = new ArrayList<>(steps);
                fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                if (fails(fewer)) {
                    steps.clear();
                    steps.addAll(fewer);
                } else {
                    from += size;
                }
            }
        }
    }

    /** Every step at the time of the one before, or as little later as will do; all behind it move along. */
    private void simplifyTimes(List<Step> steps) {
        for (int i = 1; i < steps.size(); i++) {
            long before = steps.get(i - 1).clockMs();
            long gap = steps.get(i).clockMs() - before;
            boolean better = gap != 0;
            while (better) {
                better = false;
                for (long less : gap < 0 ? new long[] {0} : new long[] {0, 1, gap / 2, gap - gap / 10}) {
                    if ((less < gap && moved(steps, i, less - gap)) || (gap < 0 && moved(steps, i, -gap))) {
                        better = less > 0;
                        gap = less;
                        break;
                    }
                }
            }
        }
    }

    /** Tries with all steps from that one on at other times. */
    private boolean moved(List<Step> steps, int from, long byMs) {
        List<Step> later = new ArrayList<>(steps);
        for (int i = from; i < later.size(); i++) {
            later.set(i, Times.moved(later.get(i), byMs));
        }
        if (!fails(later)) {
            return false;
        }
        steps.clear();
        steps.addAll(later);
        return true;
    }

    private void simplifyFields(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Record input = input(steps.get(i));
            if (input == null) {
                continue;
            }
            RecordComponent[] components = Records.components(input);
            for (int field = 0; field < components.length; field++) {
                if (!Mutations.isEscrowCharge(input, components[field])) {
                    simplify(steps, i, field, components[field]);
                }
            }
        }
    }

    private void simplify(List<Step> steps, int index, int field, RecordComponent component) {
        boolean better = true;
        while (better) {
            better = false;
            Record input = input(steps.get(index));
            if (input == null) {
                return;
            }
            for (Object simpler : simpler(Records.get(input, component))) {
                if (replace(steps, index, with(steps.get(index), Records.with(input, field, simpler)))) {
                    better = true;
                    break;
                }
            }
        }
    }

    private boolean replace(List<Step> steps, int index, Step step) {
        Step before = steps.set(index, step);
        if (fails(steps)) {
            return true;
        }
        steps.set(index, before);
        return false;
    }

    private static @Nullable Record input(Step step) {
        return switch (step) {
            case Step.Payers it -> (Record) it.input();
            case Step.Providers it -> (Record) it.input();
            case Step.Unreadable _, Step.Deliver _ -> null;
        };
    }

    private static Step with(Step step, Record input) {
        return switch (step) {
            case Step.Payers it -> new Step.Payers(it.clockMs(), it.key(), (PayerInput) input);
            case Step.Providers it -> new Step.Providers(it.clockMs(), it.key(), (ProviderInput) input);
            case Step.Unreadable _, Step.Deliver _ -> step;
        };
    }

    /** Values that are simpler than this one, the simplest first. */
    private static List<Object> simpler(@Nullable Object value) {
        List<Object> found = new ArrayList<>();
        switch (value) {
            case Long number -> {
                for (long simple : new long[] {1, 1_000, number / 2_000 * 1_000, number / 2}) {
                    if (simple > 0 && simple < number) {
                        found.add(simple);
                    }
                }
            }
            case List<?> list
            when list.size() > 1 -> {
                for (int i = 0; i < list.size(); i++) {
                    List<Object> fewer = new ArrayList<>(list);
                    fewer.remove(i);
                    found.add(List.copyOf(fewer));
                }
            }
            case List<?> list
            when list.size() == 1 && list.getFirst() instanceof Draw draw -> {
                for (Object amount : simpler(draw.amountNanos())) {
                    found.add(List.of(new Draw(draw.chainId(), (Long) amount)));
                }
            }
            case null, default -> {}
        }
        return found;
    }

    private Difference table(long seed, List<Step> steps) {
        Duel duel = new Duel(payers.get(), providers.get(), new Coverage(), true);
        List<String> rows = new ArrayList<>(List.of("clock | input | expected | actual"));
        String what = null;
        for (Step step : steps) {
            Compared compared = duel.step(step);
            rows.add(step.clockMs() + " | " + compared.input() + " | " + compared.expected() + " | "
                    + compared.actual());
            what = compared.difference();
            if (what != null) {
                break;
            }
        }
        what = what == null ? duel.drain() : what;
        return new Difference(seed, String.valueOf(what), List.copyOf(rows));
    }
}
