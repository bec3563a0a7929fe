package io.fluxledger.relayer.send;

/**
 * Something that those who wait for a command are told.
 *
 * @param revocations how often it was final and taken back before; tells repeats of the same news from new ones
 */
public record Announcement(Stage stage, int revocations, CommandOutcome outcome) {
    /** In the order in which they can come; REVOKED begins anew. */
    public enum Stage {
        /** In the chain with the effect that was asked for, not final yet. */
        MINED,
        FINAL,
        /** Certainly without effect. */
        FAILED,
        /** What was FINAL is not in the chain any more. It is sent again, and its end announced again. */
        REVOKED
    }
}
