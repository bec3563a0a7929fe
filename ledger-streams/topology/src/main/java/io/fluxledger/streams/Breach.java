package io.fluxledger.streams;

import io.fluxledger.events.InputId16;
import io.fluxledger.schemas.EventHeaders;
import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An input whose decision broke an invariant; its partition does not go on.
 *
 * @param what which invariant, in words
 */
record Breach(TopicPartition inputs, long offset, InputId16 input, String what) {
    private static final int HEADER_BYTES = 5;
    private static final int ID_BYTES = 16;

    /** @param value the input as it stands on the log; the id is the first field of every record */
    static Breach of(TopicPartition inputs, long offset, byte @Nullable [] value, String what) {
        byte[] id = value == null || value.length < HEADER_BYTES + ID_BYTES
                ? new byte[ID_BYTES]
                : Arrays.copyOfRange(value, HEADER_BYTES, HEADER_BYTES + ID_BYTES);
        return new Breach(inputs, offset, new InputId16(id), what);
    }

    /** For the log: what has happened and what to do. */
    String describe() {
        String id = EventHeaders.uuid(input).toString();
        return "input " + id + " at " + inputs + " offset " + offset + " breaks an invariant and stops the partition: "
                + what + "; to set it aside: ledger operator quarantine " + id + " --reason TEXT";
    }
}
