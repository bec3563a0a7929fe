package io.fluxledger.audit.availability;

import java.io.IOException;
import java.util.Optional;

/** A layer that keeps bytes for everybody to read. */
public interface DataLayer {
    /** Its name on the log. */
    String name();

    /**
     * Hands bytes in.
     *
     * @return what the layer calls them from now on; they are not there for others yet
     */
    String submit(byte[] bytes) throws IOException;

    /** Where they are; empty while they are in no block. */
    Optional<Inclusion> inclusion(String submissionId) throws IOException;

    /**
     * A place in a block, as the layer tells it.
     *
     * @param extrinsicIndex position in the block
     * @param transactionHash transaction of the layer
     */
    record Inclusion(String blockHash, long extrinsicIndex, String transactionHash) {}
}
