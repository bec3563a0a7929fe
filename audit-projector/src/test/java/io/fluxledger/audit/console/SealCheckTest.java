package io.fluxledger.audit.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.console.SealCheck.Verdict;
import io.fluxledger.audit.prove.ProjectionDiffersException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SealCheckTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final SealCheck check = new SealCheck(
            batchId -> {
                looks.incrementAndGet();
                RuntimeException thrown = failure.get();
                if (thrown != null) {
                    throw thrown;
                }
                return true;
            },
            nowNanos::get);

    private void finds(Verdict verdict) {
        await().atMost(PATIENCE).until(() -> check.of(7).verdict() == verdict);
    }

    @Test
    void whatIsTheSameIsSaidAndLookedAtEachMinute() {
        assertThat(check.of(7).verdict()).isEqualTo(Verdict.NOT_CHECKED);
        finds(Verdict.SAME);
        assertThat(looks).hasValue(1);
        nowNanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(check.of(7).verdict()).isEqualTo(Verdict.SAME);
        await().atMost(PATIENCE).until(() -> looks.get() == 2);
    }

    /** Whatever keeps the check from running: it is not green any more, and it says so. */
    @Test
    void whatCannotBeLookedAtIsNotKnown() {
        finds(Verdict.SAME);
        failure.set(new IllegalStateException("no connection"));
        nowNanos.addAndGet(Duration.ofSeconds(61).toNanos());
        finds(Verdict.NOT_CHECKED);
        assertThat(check.of(7).detail()).contains("could not be looked at");
        failure.set(null);
        nowNanos.addAndGet(Duration.ofSeconds(61).toNanos());
        finds(Verdict.SAME);
    }

    /** Until then it says of which batch it speaks. */
    @Test
    void anotherBatchIsLookedAtAtOnce() {
        finds(Verdict.SAME);
        assertThat(check.of(8).batchId()).isEqualTo(7);
        await().atMost(PATIENCE).until(() -> check.of(8).batchId() == 8);
        assertThat(looks).hasValue(2);
    }

    /** A look makes the whole batch again: however many pages are open, one is enough. */
    @Test
    void oneLooksAtATime() {
        CountDownLatch go = new CountDownLatch(1);
        SealCheck slow = new SealCheck(
                batchId -> {
                    looks.incrementAndGet();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                },
                nowNanos::get);
        await().atMost(PATIENCE).until(() -> slow.of(7).verdict() == Verdict.NOT_CHECKED && looks.get() > 0);
        await().during(Duration.ofMillis(200))
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> slow.of(7).verdict() == Verdict.NOT_CHECKED && looks.get() == 1);
        go.countDown();
        await().atMost(PATIENCE).until(() -> slow.of(7).verdict() == Verdict.SAME);
        assertThat(looks).hasValue(1);
    }

    /** A batch that the rows do not have is no good one. */
    @Test
    void aBatchThatIsNotThereIsNotKnown() {
        SealCheck none = new SealCheck(_ -> false, nowNanos::get);
        await().atMost(PATIENCE).until(() -> none.of(7).batchId() == 7);
        assertThat(none.of(7).verdict()).isEqualTo(Verdict.NOT_CHECKED);
    }

    @Test
    void whatDiffersDiffers() {
        failure.set(new ProjectionDiffersException("the rows of batch 7"));
        finds(Verdict.DIFFERS);
        assertThat(check.of(7).detail()).isEqualTo("the rows of batch 7");
        nowNanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(check.of(7).verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void whatWasGoodLongAgoIsNotKnown() {
        finds(Verdict.SAME);
        nowNanos.addAndGet(Duration.ofMinutes(5).toNanos());
        SealCheck.Found old = check.of(7);
        assertThat(old.verdict()).isEqualTo(Verdict.NOT_CHECKED);
        assertThat(old.detail()).contains("5 minutes");
    }
}
