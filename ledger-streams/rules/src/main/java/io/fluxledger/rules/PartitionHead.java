package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * What a fold knows of its partition.
 *
 * @param clockMs running maximum of the records' append times
 * @param sequence number of lines
 * @param hash hash of the last line
 * @param chargeSequence number of charges and disputes issued (payers' fold) or refunds issued (providers' fold)
 * @param windowEndMs window that was closed last (providers' fold)
 * @param lastOffset physical offset of the last input that was folded, -1 before the first
 * @param holds chains that were ever held, ascending (payers' fold)
 */
public record PartitionHead(
        long clockMs,
        long sequence,
        Bytes32 hash,
        long chargeSequence,
        long windowEndMs,
        long lastOffset,
        Parameters parameters,
        List<Hold> holds) {
    public static final PartitionHead INITIAL =
            new PartitionHead(0, 0, Bytes32.ZERO, 0, 0, -1, Parameters.INITIAL, List.of());

    /** Time that the chain has been held up to the clock. */
    public long heldMs(long chainId) {
        for (int i = 0; i < holds.size(); i++) {
            if (holds.get(i).chainId() == chainId) {
                return holds.get(i).heldMs(clockMs);
            }
        }
        return 0;
    }

    /** Whether the chain is held now. */
    public boolean isHeld(long chainId) {
        Hold hold = hold(chainId);
        return hold.isPlaced();
    }

    Hold hold(long chainId) {
        for (Hold hold : holds) {
            if (hold.chainId() == chainId) {
                return hold;
            }
        }
        return new Hold(chainId, 0, Hold.NOT_PLACED, 0);
    }

    /** The head when the input is reached: the clock never goes back, offsets only go on. */
    PartitionHead at(InputSource source) {
        if (source.offset() <= lastOffset) {
            throw new CorruptionException("input offset " + source.offset() + " was folded before: the store is at "
                    + lastOffset + "; state and log do not belong together");
        }
        return new PartitionHead(
                Math.max(clockMs, source.appendTimeMs()),
                sequence,
                hash,
                chargeSequence,
                windowEndMs,
                source.offset(),
                parameters,
                holds);
    }

    /** The head after the line. */
    PartitionHead after(JournalLine line) {
        return new PartitionHead(
                clockMs,
                line.partitionSequence(),
                line.hash(),
                chargeSequence,
                windowEndMs,
                lastOffset,
                parameters,
                holds);
    }

    PartitionHead withCharge(long nextChargeSequence) {
        return new PartitionHead(
                clockMs, sequence, hash, nextChargeSequence, windowEndMs, lastOffset, parameters, holds);
    }

    PartitionHead withWindow(long nextWindowEndMs) {
        return new PartitionHead(
                clockMs, sequence, hash, chargeSequence, nextWindowEndMs, lastOffset, parameters, holds);
    }

    PartitionHead with(Parameters next) {
        return new PartitionHead(clockMs, sequence, hash, chargeSequence, windowEndMs, lastOffset, next, holds);
    }

    PartitionHead with(Hold hold) {
        List<Hold> next = new ArrayList<>(holds);
        next.removeIf(h -> h.chainId() == hold.chainId());
        int at = 0;
        while (at < next.size() && next.get(at).chainId() < hold.chainId()) {
            at++;
        }
        next.add(at, hold);
        return new PartitionHead(
                clockMs, sequence, hash, chargeSequence, windowEndMs, lastOffset, parameters, List.copyOf(next));
    }
}
