package io.fluxledger.settlement.track;

import io.fluxledger.events.PayoutBatchClosed;
import io.fluxledger.events.PayoutBatchOpened;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.settlement.plan.SettlementIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A batch while the worker deals with it. Not thread-safe. */
final class Batch {
    private final String id;
    private final long windowEndMs;
    private final long totalMicros;
    private final List<PayoutShare> shares;
    private final Map<String, Payout> payouts = new TreeMap<>();
    private int ended;
    private @Nullable PayoutBatchClosed told;
    private boolean reviewed;
    private boolean usageTold;

    private Batch(PayoutBatchOpened opened, List<PayoutShare> shares) {
        this.id = opened.getBatchId();
        this.windowEndMs = opened.getWindowEndMs();
        this.totalMicros = opened.getTotalMicros();
        this.shares = List.copyOf(shares);
        for (PayoutShare share : shares) {
            if (share.getPayoutMicros() > 0) {
                String provider = Addresses.text(share.getProvider());
                payouts.put(
                        provider,
                        new Payout(
                                SettlementIds.payout(windowEndMs, provider), provider, share.getPayoutMicros(), this));
            }
        }
    }

    /** Puts together the parts of a window's batch. Whoever begins again begins with the first part. */
    static final class Parts {
        private final List<PayoutShare> shares = new ArrayList<>();
        private int next;

        /** The batch, with its last part; null before, and when the parts are not those of one plan. */
        @Nullable
        Batch add(PayoutBatchOpened part) {
            if (part.getPart() == 0) {
                shares.clear();
                next = 0;
            }
            if (part.getPart() != next) {
                return null;
            }
            next++;
            shares.addAll(part.getShares());
            long micros =
                    shares.stream().mapToLong(PayoutShare::getPayoutMicros).sum();
            return next == part.getParts() && micros == part.getTotalMicros() ? new Batch(part, shares) : null;
        }
    }

    String id() {
        return id;
    }

    long windowEndMs() {
        return windowEndMs;
    }

    long totalMicros() {
        return totalMicros;
    }

    /** Ascending by provider. */
    List<PayoutShare> shares() {
        return shares;
    }

    /** The provider's share; null where it has none. */
    @Nullable
    PayoutShare share(String provider) {
        byte[] wanted = Addresses.fixed(provider).bytes();
        int low = 0;
        int high = shares.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(shares.get(middle).getProvider().bytes(), wanted);
            if (order == 0) {
                return shares.get(middle);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** By provider, ascending. */
    Map<String, Payout> payouts() {
        return payouts;
    }

    /** A payout is in another state; that many more of them have ended. */
    void moved(int change) {
        ended += change;
        reviewed = false;
    }

    /** Whether every payout has ended. */
    boolean isEnded() {
        return ended == payouts.size();
    }

    /** Whether it was said that every payout has ended, and all of them still have. */
    boolean isClosed() {
        return told != null && isEnded();
    }

    /** What was said last of how its payouts ended; null before. */
    @Nullable
    PayoutBatchClosed told() {
        return told;
    }

    void told(PayoutBatchClosed event) {
        if (!event.equals(told)) {
            told = event;
            reviewed = false;
        }
    }

    /** Its providers' usage stands on the topic of usage. */
    void usageTold() {
        usageTold = true;
    }

    /** Whether its providers' usage stands there; that is written before it is said how the payouts ended. */
    boolean isUsageTold() {
        return usageTold || told != null;
    }

    /** Whether every payout has ended, and how is to be compared with what was said of it. */
    boolean isToReview() {
        return isEnded() && !reviewed;
    }

    void review() {
        reviewed = true;
    }

    /** Whether nothing is left to be said. */
    boolean isSettled() {
        return isClosed() && reviewed;
    }
}
