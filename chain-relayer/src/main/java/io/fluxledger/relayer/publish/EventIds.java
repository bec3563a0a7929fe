package io.fluxledger.relayer.publish;

import io.fluxledger.events.InputId16;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Ids that follow from what they name, so that a repeat has the same id. */
final class EventIds {
    private EventIds() {}

    /** First 16 bytes of the SHA-256 of the name. */
    static InputId16 of(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new InputId16(Arrays.copyOf(hash, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
