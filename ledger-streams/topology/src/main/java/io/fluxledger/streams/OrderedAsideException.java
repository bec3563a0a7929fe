package io.fluxledger.streams;

import org.apache.kafka.common.TopicPartition;

/**
 * An input broke an invariant and there is an order to set it aside. The state may be half changed and lines of the same
 * transaction are already sent, so nothing of this thread may be committed: it is replaced, its transaction aborted, its
 * state restored, and the next one knows what to set aside. (Kafka Streams' own TaskCorruptedException would commit what other
 * tasks did, and with it the lines that this task sent, but not its offsets.)
 */
final class OrderedAsideException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OrderedAsideException(TopicPartition inputs, long offset) {
        super("the input of %s at offset %d is set aside by order".formatted(inputs, offset));
    }
}
