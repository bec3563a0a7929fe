package io.fluxledger.codec;

import org.jspecify.annotations.Nullable;

/** Receives the records of a change log. */
public interface ChangeSink {
    /** @param value null where what the key names is forgotten */
    void put(byte[] key, byte @Nullable [] value);
}
