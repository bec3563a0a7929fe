package io.fluxledger.local.provider;

/**
 * What the demo provider charges.
 *
 * @param inputTokenNanos nano-USDC for each token read
 * @param outputTokenNanos nano-USDC for each token generated
 */
record DemoPrices(long inputTokenNanos, long outputTokenNanos) {
    /**
     * The documents' example states an amount that its own token prices do not give. The amount is what counts: these prices give
     * it, and the stack's price list has the same.
     */
    static final DemoPrices DEFAULT = new DemoPrices(40_000, 60_000);

    private static final long CANONICAL_INPUT_TOKENS = 100;
    private static final long CANONICAL_OUTPUT_TOKENS = 50;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final long USUAL_OUTPUT_TOKENS = 64;

    /** Prompt that uses the tokens of the documents' example. */
    static final String CANONICAL_PROMPT = "Explain in two sentences how a hotel holds a deposit.";

    /**
     * What one completion used.
     *
     * @param usedNanos nano-USDC
     */
    record Usage(long inputTokens, long outputTokens, long usedNanos) {}

    Usage of(String prompt, long maxTokens) {
        if (prompt.endsWith(CANONICAL_PROMPT)) {
            return of(CANONICAL_INPUT_TOKENS, CANONICAL_OUTPUT_TOKENS);
        }
        long inputTokens = Math.max(1, prompt.length() / CHARACTERS_PER_TOKEN);
        return of(inputTokens, Math.min(maxTokens, USUAL_OUTPUT_TOKENS));
    }

    Usage of(long inputTokens, long outputTokens) {
        long usedNanos = Math.addExact(
                Math.multiplyExact(inputTokens, inputTokenNanos), Math.multiplyExact(outputTokens, outputTokenNanos));
        return new Usage(inputTokens, outputTokens, usedNanos);
    }
}
