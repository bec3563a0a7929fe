package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.StateSpace.Bound;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In every state that can be reached the invariants hold, and out of every state what is locked can get free. */
class StateSpaceTest {
    /** The lives of both kinds of intents and of a session, each alone. */
    static final List<Bound> REDUCED = List.of(
            new Bound(3, true, false, true, false, false),
            new Bound(2, false, true, false, false, false),
            new Bound(3, false, false, false, false, true));

    /** Both together, with holds and a withdrawal; a session beside a payer's own locks. */
    static final List<Bound> FULL = List.of(
            new Bound(4, true, false, true, true, false),
            new Bound(3, false, true, true, true, false),
            new Bound(2, true, true, false, false, false),
            new Bound(2, true, false, false, false, true));

    private static void explore(List<Bound> bounds) {
        for (Bound bound : bounds) {
            StateSpace.Result result = new StateSpace(bound).explore();
            System.out.println(bound + ": " + result);
            assertThat(result.stuck())
                    .as("inputs to a state that holds money for ever")
                    .isNull();
            assertThat(result.states()).isGreaterThan(100);
            assertThat(result.unlocked()).isBetween(1, result.states() - 1);
        }
    }

    @Test
    void eachKindOfIntent() {
        explore(REDUCED);
    }

    @Test
    @Tag("slow")
    void everythingTogether() {
        explore(FULL);
    }
}
