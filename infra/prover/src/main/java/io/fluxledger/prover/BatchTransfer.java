package io.fluxledger.prover;

import java.math.BigInteger;
import java.util.List;

/**
 * One transfer of a batch.
 *
 * @param receiverKey 2 words, as the registrar has them
 */
public record BatchTransfer(List<BigInteger> receiverKey, long amountMicros) {
    public BatchTransfer {
        receiverKey = List.copyOf(receiverKey);
    }
}
