package io.fluxledger.local.stack;

/** Where a stack says what it does. */
@FunctionalInterface
public interface Report {
    /**
     * @param part which part it concerns
     */
    void line(String part, String text);
}
