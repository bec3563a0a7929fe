package io.fluxledger.relayer.keys;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * What one key has spent on one chain within the last window. The same payment signed again counts once: a higher gas promise
 * for the same nonce replaces the lower one, and an authorization is one payment in however many transactions.
 */
final class SpendingWindow {
    private final Optional<Sum> micros;
    private final Optional<Sum> gasWei;

    SpendingWindow(SigningPolicy.Caps caps) {
        this.micros = caps.micros().map(cap -> new Sum("micro-USDC", BigInteger.valueOf(cap), caps.window()));
        this.gasWei = caps.gasWei().map(cap -> new Sum("wei of gas", cap, caps.window()));
    }

    /**
     * Counts a payment.
     *
     * @throws SigningException.OverCap when it would pass the cap; then it is not counted
     */
    void spend(String payment, long amountMicros, long nowMs) throws SigningException.OverCap {
        if (micros.isPresent()) {
            micros.get().spend(payment, BigInteger.valueOf(amountMicros), nowMs);
        }
    }

    /** As {@link #spend(String, long, long)}, what a transaction may cost at most. */
    void promiseGas(String transaction, BigInteger wei, long nowMs) throws SigningException.OverCap {
        if (gasWei.isPresent()) {
            gasWei.get().spend(transaction, wei, nowMs);
        }
    }

    /** Counts what was signed before this process began, over the cap or not. */
    void restoreSpent(String payment, long amountMicros, long atMs) {
        micros.ifPresent(sum -> sum.restore(payment, BigInteger.valueOf(amountMicros), atMs));
    }

    /** As {@link #restoreSpent}, what a transaction may cost at most. */
    void restoreGas(String transaction, BigInteger wei, long atMs) {
        gasWei.ifPresent(sum -> sum.restore(transaction, wei, atMs));
    }

    private record Entry(BigInteger amount, long atMs) {}

    /** When an entry leaves the window, unless it was counted anew since. */
    private record Leaving(String id, long atMs) {}

    private static final class Sum {
        private final String what;
        private final BigInteger cap;
        private final long windowMs;
        private final Map<String, Entry> entries = new HashMap<>();
        private final PriorityQueue<Leaving> leaving = new PriorityQueue<>(Comparator.comparingLong(Leaving::atMs));
        private BigInteger total = BigInteger.ZERO;

        Sum(String what, BigInteger cap, Duration window) {
            this.what = what;
            this.cap = cap;
            this.windowMs = window.toMillis();
        }

        void spend(String id, BigInteger amount, long nowMs) throws SigningException.OverCap {
            forget(nowMs - windowMs);
            Entry before = entries.get(id);
            BigInteger others = before == null ? total : total.subtract(before.amount());
            BigInteger wanted = before == null ? amount : amount.max(before.amount());
            BigInteger left = cap.subtract(others);
            if (wanted.compareTo(left) > 0) {
                throw new SigningException.OverCap(what, wanted, left.max(BigInteger.ZERO));
            }
            put(id, wanted, nowMs);
        }

        void restore(String id, BigInteger amount, long atMs) {
            Entry before = entries.get(id);
            if (before == null) {
                put(id, amount, atMs);
            } else {
                // Nothing leaves the window early, and the greater amount counts.
                put(id, amount.max(before.amount()), Math.max(atMs, before.atMs()));
            }
        }

        private void put(String id, BigInteger amount, long atMs) {
            Entry before = entries.put(id, new Entry(amount, atMs));
            total = total.add(amount).subtract(before == null ? BigInteger.ZERO : before.amount());
            leaving.add(new Leaving(id, atMs));
        }

        private void forget(long untilMs) {
            while (!leaving.isEmpty() && leaving.peek().atMs() <= untilMs) {
                Leaving gone = leaving.remove();
                Entry entry = entries.get(gone.id());
                if (entry != null && entry.atMs() <= gone.atMs()) {
                    entries.remove(gone.id());
                    total = total.subtract(entry.amount());
                }
            }
        }
    }
}
