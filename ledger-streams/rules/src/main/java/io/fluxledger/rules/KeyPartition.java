package io.fluxledger.rules;

import java.nio.charset.StandardCharsets;

/** Kafka's default partition of a key: 32-bit murmur2 of its bytes, seed 0x9747b28c, sign bit cleared. */
public final class KeyPartition {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private KeyPartition() {}

    /** Partition of the key among that many. */
    public static int of(String key, int partitions) {
        return (murmur2(key.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff) % partitions;
    }

    private static int murmur2(byte[] data) {
        int length = data.length;
        int hash = SEED ^ length;
        int words = length / 4;
        for (int i = 0; i < words; i++) {
            int k = Integer.reverseBytes(Words.getInt(data, i * 4)) * M;
            hash = (hash * M) ^ ((k ^ (k >>> R)) * M);
        }
        int tail = words * 4;
        int rest = length - tail;
        for (int i = rest - 1; i >= 0; i--) {
            hash ^= (data[tail + i] & 0xff) << (8 * i);
        }
        if (rest > 0) {
            hash *= M;
        }
        hash ^= hash >>> 13;
        hash *= M;
        return hash ^ (hash >>> 15);
    }
}
