package io.fluxledger.bench.latency;

import java.nio.ByteBuffer;

/**
 * The id of an input as it stands in the values of inputs and of journal lines: the 16 bytes behind the wire format's
 * header of five.
 */
record InputKey(long high, long low) {
    private static final int HEADER_BYTES = 5;

    static InputKey of(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return new InputKey(bytes.getLong(HEADER_BYTES), bytes.getLong(HEADER_BYTES + Long.BYTES));
    }
}
