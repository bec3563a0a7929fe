package io.fluxledger.audit.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SealRoundsTest {
    private final AtomicLong seconds = new AtomicLong();
    private final List<Throwable> fatal = new ArrayList<>();
    private final List<Long> ran = new ArrayList<>();
    private final SealRounds rounds =
            new SealRounds(Duration.ofSeconds(1), () -> seconds.get() * 1_000_000_000L, fatal::add);
    private int forgotten;

    private void everySecond(int upTo, SealRounds.Round round) {
        for (; seconds.get() < upTo; seconds.incrementAndGet()) {
            rounds.run(
                    () -> {
                        ran.add(seconds.get());
                        round.run();
                    },
                    () -> forgotten++);
        }
    }

    @Test
    void afterEachFailureItWaitsTwiceAsLong() {
        everySecond(20, () -> {
            throw new IllegalStateException("no broker");
        });
        assertThat(ran).containsExactly(0L, 1L, 3L, 7L, 15L);
        assertThat(forgotten).isEqualTo(5);
        assertThat(fatal).isEmpty();
    }

    @Test
    void afterASuccessEachRoundIsRun() {
        everySecond(1, () -> {
            throw new IllegalStateException("no broker");
        });
        everySecond(5, () -> {});
        assertThat(ran).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void anErrorEndsTheProcess() {
        StackOverflowError error = new StackOverflowError();
        everySecond(1, () -> {
            throw error;
        });
        assertThat(fatal).containsExactly(error);
    }

    @Test
    void anotherTrailIsSaidAsLongAsItIsTrue() {
        everySecond(1, () -> {
            throw new TrailDiffersException("other");
        });
        assertThat(rounds.differs()).isTrue();
        everySecond(5, () -> {});
        assertThat(rounds.differs()).isFalse();
    }
}
