package io.fluxledger.testkit.oracle;

import java.util.List;

/**
 * Where fold and oracle differ.
 *
 * @param seed of the run in which they did
 * @param what differs in the last row
 * @param rows the shrunk case, from an empty ledger: clock, input, expected, actual
 */
public record Difference(long seed, String what, List<String> rows) {
    @Override
    public String toString() {
        return "seed " + seed + ": " + what + "\n" + String.join("\n", rows);
    }
}
