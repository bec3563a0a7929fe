package io.fluxledger.relayer.send;

import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The newest head that a lane trusts. */
final class LaneHead {
    /** Null while the node does not answer or is behind. */
    LaneEvent.@Nullable HeadSeen now;

    long nowMs;
    /** Counts heads, so that each is asked about once. */
    long number;

    long bestBlock;
    /** Since when only older heads than the best were seen; -1 when that is not so. */
    long behindSinceMs = -1;

    /** Why nothing was signed when that was last tried; null when it was. */
    @Nullable
    String notSigned;

    /** Ids of the commands whose calls may be asked for now; null for all. */
    @Nullable
    Set<String> askable;

    private final Map<CommandKind, Long> signedUpTo = new EnumMap<>(CommandKind.class);
    private long signedAtMs;

    long anchorBlock = -1;

    @Nullable
    Hash32 anchorHash;

    void signed(LaneItem item) {
        signedAtMs = nowMs;
        var _ = signedUpTo.merge(item.command.getKind(), item.sequence, Math::max);
    }

    /** Whether it waits for something else than its turn: one of its kind behind it was signed, or nothing was for so long. */
    boolean isPassedOver(LaneItem item, long silenceMs) {
        return signedUpTo.getOrDefault(item.command.getKind(), -1L) > item.sequence || nowMs - signedAtMs >= silenceMs;
    }

    /** False when it is older than one seen before: what it does not hold is not gone. */
    boolean accept(LaneEvent.HeadSeen seen) {
        nowMs = seen.nowMs();
        if (seen.blockNumber() < bestBlock) {
            now = null;
            behindSinceMs = behindSinceMs < 0 ? nowMs : behindSinceMs;
            return false;
        }
        behindSinceMs = -1;
        bestBlock = seen.blockNumber();
        now = seen;
        number++;
        return true;
    }

    /** Whether blocks that were final have been replaced since the last head. Remembers the newest final one. */
    boolean moveAnchor(LaneSettings settings) {
        LaneEvent.HeadSeen seen = required();
        Hash32 before = anchorHash;
        boolean forked = before != null && seen.anchorHash() != null && !before.equals(seen.anchorHash());
        anchorBlock = Math.max(0, seen.blockNumber() - settings.confirmations() + 1);
        anchorHash = seen.finalHash();
        return forked;
    }

    LaneEvent.HeadSeen required() {
        return Objects.requireNonNull(now, "head");
    }
}
