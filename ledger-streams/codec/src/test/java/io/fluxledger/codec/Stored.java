package io.fluxledger.codec;

import org.jspecify.annotations.Nullable;

/** A record of a change log. */
final class Stored {
    private final byte[] key;
    private final byte @Nullable [] value;

    Stored(byte[] key, byte @Nullable [] value) {
        this.key = key;
        this.value = value;
    }

    byte[] key() {
        return key;
    }

    byte @Nullable [] value() {
        return value;
    }
}
