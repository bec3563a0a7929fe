package io.fluxledger.settlement.notify;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A message that came with the headers of Standard Webhooks. */
public sealed interface SignedMessage {
    /** How far its time may be from ours: what is older may be a replay that nobody remembers. */
    Duration TOLERANCE = Duration.ofMinutes(5);

    String ID = "webhook-id";
    String TIMESTAMP = "webhook-timestamp";
    String SIGNATURE = "webhook-signature";

    /** Longest id that is taken. */
    int MAX_ID = 128;

    /** From who has the secret. */
    record Genuine(String id, long timestampS) implements SignedMessage {}

    /** A header is missing or is none. */
    record Incomplete(String header) implements SignedMessage {}

    /** Too old, or from the future. */
    record OutOfTime(long timestampS) implements SignedMessage {}

    /** Signed with another secret, or another text. */
    record Forged() implements SignedMessage {}

    /** What a message is, by its headers. */
    static SignedMessage of(
            WebhookSecret secret,
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signatures,
            byte[] body,
            long nowMs) {
        if (id == null || id.isEmpty() || id.length() > MAX_ID || !id.chars().allMatch(c -> c > ' ' && c < 127)) {
            return new Incomplete(ID);
        }
        if (timestamp == null || !timestamp.matches("[0-9]{1,12}")) {
            return new Incomplete(TIMESTAMP);
        }
        if (signatures == null) {
            return new Incomplete(SIGNATURE);
        }
        long timestampS = Long.parseLong(timestamp);
        if (!secret.verifies(signatures, id, timestampS, body)) {
            return new Forged();
        }
        if (Math.abs(nowMs - timestampS * 1_000) > TOLERANCE.toMillis()) {
            return new OutOfTime(timestampS);
        }
        return new Genuine(id, timestampS);
    }
}
