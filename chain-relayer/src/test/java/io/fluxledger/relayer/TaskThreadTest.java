package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.relayer.publish.RelayerTask;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskThreadTest {
    /** Ends as it is told to, after it was at work. */
    private static final class Failing implements RelayerTask {
        final CountDownLatch atWork = new CountDownLatch(1);
        final AtomicInteger runs = new AtomicInteger();
        private final Runnable failure;

        Failing(Runnable failure) {
            this.failure = failure;
        }

        @Override
        public String name() {
            return "failing";
        }

        @Override
        public void run(AtomicBoolean stopping, Runnable started) {
            runs.incrementAndGet();
            started.run();
            atWork.countDown();
            failure.run();
        }
    }

    /** The process ends by its handler of such errors; until then nobody is told that all is well. */
    @Test
    void whatEndsByAnErrorIsNotAtWork() throws Exception {
        Failing task = new Failing(() -> {
            throw new AssertionError("as an OutOfMemoryError would");
        });
        try (TaskThread thread = new TaskThread(task)) {
            task.atWork.await();
            await().dontCatchUncaughtExceptions().atMost(Duration.ofSeconds(10)).until(() -> !thread.isAtWork());
        }
        assertThat(task.runs).hasValue(1);
    }

    @Test
    void whatFailsStartsAnew() {
        Failing task = new Failing(() -> {
            throw new IllegalStateException("try again");
        });
        try (TaskThread _ = new TaskThread(task)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> task.runs.get() > 1);
        }
    }
}
