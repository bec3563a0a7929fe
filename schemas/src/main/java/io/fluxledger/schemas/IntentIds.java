package io.fluxledger.schemas;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Intent ids in the records of a call, of which there are many: a UUID in its canonical form takes 16 bytes, every other
 * id is text. Both forms of a UUID are the same id.
 */
public final class IntentIds {
    private static final int UUID_LENGTH = 36;

    private IntentIds() {}

    /** What goes into the record for the id: a UUID or text. */
    public static Object field(String intentId) {
        UUID uuid = uuid(intentId);
        return uuid == null ? intentId : uuid;
    }

    /** The UUID whose canonical, lower-case form the text is; null when it is none. */
    public static @Nullable UUID uuid(String intentId) {
        if (intentId.length() != UUID_LENGTH || intentId.charAt(8) != '-') {
            return null;
        }
        try {
            UUID uuid = UUID.fromString(intentId);
            return uuid.toString().equals(intentId) ? uuid : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The id as text, from what stands in the record. */
    public static String text(Object field) {
        return field.toString();
    }
}
