package io.fluxledger.rules;

/**
 * What a fold knows of its partition.
 *
 * @param clockMs running maximum of the records' append times
 * @param sequence number of lines
 * @param hash hash of the last line
 * @param chargeSequence number of charges issued (payers' fold)
 * @param windowEndMs window that was closed last (providers' fold)
 * @param lastOffset physical offset of the last input that was folded, -1 before the first
 */
public record PartitionHead(
        long clockMs,
        long sequence,
        Bytes32 hash,
        long chargeSequence,
        long windowEndMs,
        long lastOffset,
        Parameters parameters) {
    public static final PartitionHead INITIAL = new PartitionHead(0, 0, Bytes32.ZERO, 0, 0, -1, Parameters.INITIAL);
}
