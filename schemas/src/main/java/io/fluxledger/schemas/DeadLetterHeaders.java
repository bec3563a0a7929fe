package io.fluxledger.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Headers of the records among the dead letters: letters, and notes of what became of them. */
public final class DeadLetterHeaders {
    /** Why a letter could not be read. */
    public static final String REASON = "dlq.reason";
    /** In a note: offset of the letter that was put back. */
    public static final String REDRIVEN = "dlq.redriven";

    private DeadLetterHeaders() {}

    /**
     * Whether a record is a note. What looks so to nearly all is a letter, whoever gave it those headers: a note has no value, no reason,
     * and a number.
     */
    public static boolean isNote(Headers headers, byte @Nullable [] value) {
        if (value != null || headers.lastHeader(REASON) != null) {
            return false;
        }
        Header redriven = headers.lastHeader(REDRIVEN);
        return redriven != null
                && redriven.value() != null
                && new String(redriven.value(), StandardCharsets.UTF_8).matches("[0-9]{1,18}");
    }
}
