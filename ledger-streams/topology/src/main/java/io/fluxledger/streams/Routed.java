package io.fluxledger.streams;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * An encoded record with the partition that it must go to: a journal line answers on its input's partition, whatever
 * the key says.
 */
final class Routed {
    static final Serializer<Routed> SERIALIZER = new Serializer<>() {
        @Override
        public byte @Nullable [] serialize(String topic, @Nullable Routed routed) {
            return routed == null ? null : routed.value;
        }
    };

    static final StreamPartitioner<byte[], Routed> PARTITIONER =
            (topic, key, routed, partitions) -> Optional.of(Set.of(routed.partition));

    private final int partition;
    private final byte[] value;

    /** @param value encoded record, handed over: nobody may change it afterwards */
    Routed(int partition, byte[] value) {
        this.partition = partition;
        this.value = value;
    }
}
