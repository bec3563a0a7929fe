package io.fluxledger.relayer;

import io.fluxledger.relayer.publish.RelayerTask;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a task running: what it holds in memory is thrown away after a failure and read again. */
final class TaskThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskThread.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RelayerTask task;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean atWork;

    TaskThread(RelayerTask task) {
        this.task = task;
        this.thread = Thread.ofPlatform().name("relayer-" + task.name()).start(this::run);
    }

    boolean isAtWork() {
        return atWork;
    }

    private void run() {
        try {
            while (!stopping.get()) {
                try {
                    task.run(stopping, () -> atWork = true);
                } catch (RuntimeException e) {
                    atWork = false;
                    LOG.error("The {} failed and starts anew", task.name(), e);
                    pause();
                }
            }
        } finally {
            // An error ends the thread, and by its handler the process.
            atWork = false;
        }
    }

    private void pause() {
        try {
            if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("Stopped while pausing");
            }
        } catch (InterruptedException e) {
            stopping.set(true);
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping.set(true);
        stopped.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
