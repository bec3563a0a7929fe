package io.fluxledger.local.provider;

/**
 * What the demo provider charges.
 *
 * @param inputTokenNanos nano-USDC for each token read
 * @param outputTokenNanos nano-USDC for each token generated
 */
record DemoPrices(long inputTokenNanos, long outputTokenNanos) {
    /** What gpt-4o-mini cost on the market of the documents' example: 0.15 and 0.60 USD per million tokens. */
    static final DemoPrices DEFAULT = new DemoPrices(150, 600);

    /** The documents' example states an amount that its own token prices do not give; the amount is what counts. */
    private static final long CANONICAL_NANOS = 7_000_000;

    private static final long CANONICAL_INPUT_TOKENS = 100;
    private static final long CANONICAL_OUTPUT_TOKENS = 50;
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final long USUAL_OUTPUT_TOKENS = 64;

    /** Prompt that costs what the documents' example says. */
    static final String CANONICAL_PROMPT = "Explain in two sentences how a hotel holds a deposit.";

    /**
     * What one completion used.
     *
     * @param usedNanos nano-USDC
     */
    record Usage(long inputTokens, long outputTokens, long usedNanos) {}

    Usage of(String prompt, long maxTokens) {
        if (prompt.endsWith(CANONICAL_PROMPT)) {
            return new Usage(CANONICAL_INPUT_TOKENS, CANONICAL_OUTPUT_TOKENS, CANONICAL_NANOS);
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
