package io.fluxledger.audit.project;

import java.time.Duration;

/** Works a share of the time, and all of it once that is not enough to come nearer to who is followed. */
final class Share implements Pace {
    private static final int ALL = 100;
    private static final Duration ENOUGH_TO_JUDGE = Duration.ofSeconds(30);

    private final int percent;
    private long behind = Long.MAX_VALUE;
    private long judgedNanos;
    private volatile boolean hurried;

    /** @param percent from 1 to 100 */
    Share(int percent) {
        if (percent < 1 || percent > ALL) {
            throw new IllegalArgumentException("the share must be from 1 to 100 per cent, not " + percent);
        }
        this.percent = percent;
    }

    /**
     * Told how far behind it is, by one thread; after 30 s of not coming nearer it hurries until its end.
     *
     * @param nowNanos as of {@link System#nanoTime}
     * @return whether it hurries from now on
     */
    boolean isBehind(long records, long nowNanos) {
        if (behind == Long.MAX_VALUE) {
            behind = records;
            judgedNanos = nowNanos;
        }
        if (hurried || nowNanos - judgedNanos < ENOUGH_TO_JUDGE.toNanos()) {
            return false;
        }
        hurried = records >= behind;
        behind = records;
        judgedNanos = nowNanos;
        return hurried;
    }

    @Override
    public Duration rest(Duration worked) {
        return hurried ? Duration.ZERO : worked.multipliedBy(ALL - percent).dividedBy(percent);
    }
}
