package io.fluxledger.testkit.oracle;

import org.jspecify.annotations.Nullable;

/**
 * What a step led to, as text.
 *
 * @param input what was folded
 * @param expected by the oracle
 * @param actual by the fold
 * @param difference what differs; null when nothing does
 */
record Compared(
        String input,
        String expected,
        String actual,
        @Nullable String difference) {}
