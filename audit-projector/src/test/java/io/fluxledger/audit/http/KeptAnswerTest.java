package io.fluxledger.audit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeptAnswerTest {
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 5);

    @Test
    void whoAsksMeanwhileGetsTheSame() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch may = new CountDownLatch(1);
        KeptAnswer answer = new KeptAnswer(
                () -> {
                    asked.countDown();
                    try {
                        assertThat(may.await(10, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return Map.of("made", made.incrementAndGet());
                },
                FRESH,
                nowNanos::get);
        List<CompletableFuture<Map<String, Object>>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            CompletableFuture<Map<String, Object>> one = new CompletableFuture<>();
            all.add(one);
            var _ = Thread.ofVirtual().start(() -> one.complete(answer.get()));
        }
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        may.countDown();
        for (CompletableFuture<Map<String, Object>> one : all) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(Map.of("made", 1));
        }
    }

    @Test
    void afterAWhileItIsMadeAgain() {
        KeptAnswer answer = new KeptAnswer(() -> Map.of("made", made.incrementAndGet()), FRESH, nowNanos::get);
        assertThat(answer.get()).isEqualTo(Map.of("made", 1));
        nowNanos.addAndGet(FRESH.toNanos() - 1);
        assertThat(answer.get()).isEqualTo(Map.of("made", 1));
        nowNanos.addAndGet(1);
        assertThat(answer.get()).isEqualTo(Map.of("made", 2));
    }

    @Test
    void whatFailedIsAskedForAgain() {
        KeptAnswer answer = new KeptAnswer(
                () -> {
                    if (made.incrementAndGet() == 1) {
                        throw new IllegalStateException("not now");
                    }
                    return Map.of("made", made.get());
                },
                FRESH,
                nowNanos::get);
        assertThatThrownBy(answer::get).hasMessage("not now");
        assertThat(answer.get()).isEqualTo(Map.of("made", 2));
    }
}
