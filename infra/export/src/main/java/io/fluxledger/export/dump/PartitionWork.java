package io.fluxledger.export.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One task for each partition, a few at a time; the first that fails stops all. */
final class PartitionWork {
    private static final int AT_A_TIME = 4;

    private PartitionWork() {}

    /** A task and what to call it. */
    record Task<T>(String name, Callable<T> work) {}

    /** Results in the order of the tasks. */
    static <T> List<T> run(List<Task<T>> tasks, DumpProgress progress) {
        AtomicInteger done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(
                AT_A_TIME, Thread.ofPlatform().daemon().name("dump-", 0).factory());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Task<T> task : tasks) {
                running.add(threads.submit(() -> {
                    T result = task.work().call();
                    progress.done(task.name(), done.incrementAndGet(), tasks.size());
                    return result;
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new DumpException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DumpException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
