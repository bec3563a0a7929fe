package io.fluxledger.audit.read;

import java.util.Set;

/** What is asked of the journal by what its lines answer. */
final class InputTypes {
    /** Every call brings them: among the latest lines a page of them is found soon, and no index has them. */
    private static final Set<String> OF_EVERY_CALL =
            Set.of("IntentLocked", "UsageReceipt", "SettlementRequested", "UsageCharged");

    /** As the index {@code journal_lines_by_input_type} says it: only by the same words is it known to have all rows. */
    private static final String INDEXED =
            "input_type NOT IN ('IntentLocked', 'UsageReceipt', 'SettlementRequested', 'UsageCharged')";

    private InputTypes() {}

    /** What finds the rows of a type by its index; empty for those that are found without. */
    static String condition(String type) {
        return OF_EVERY_CALL.contains(type) ? "" : INDEXED;
    }
}
