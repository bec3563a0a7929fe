package io.fluxledger.bench.intake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Sends prepared requests over a number of connections and holds every answer against the status that is expected. */
final class HttpLoad {
    private static final long HIGHEST_US = TimeUnit.MINUTES.toMicros(2);

    private final int port;
    private final int expectedStatus;

    /**
     * What was measured.
     *
     * @param latencies microseconds
     */
    record Result(double perS, Histogram latencies) {
        double ms(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1_000.0;
        }
    }

    /** Waits until a request is due; the time from which it counts, in nanoseconds. */
    private interface Schedule {
        long due(int index);
    }

    HttpLoad(int port, int expectedStatus) {
        this.port = port;
        this.expectedStatus = expectedStatus;
    }

    /** Closed loop: each connection sends its next request when the last was answered. */
    Result asFastAsPossible(List<byte[]> requests, int connections) throws IOException, InterruptedException {
        return run(requests, connections, index -> System.nanoTime());
    }

    /**
     * Open loop: requests are due at fixed times whatever became of the earlier ones, and their latency counts from then.
     *
     * @param connections enough that one is free when a request is due, as long as the server keeps up
     */
    Result atRate(List<byte[]> requests, double perS, int connections) throws IOException, InterruptedException {
        long begunNs = System.nanoTime();
        return run(requests, connections, index -> {
            long dueNs = begunNs + (long) (index * 1e9 / perS);
            for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(leftNs);
            }
            return dueNs;
        });
    }

    private Result run(List<byte[]> requests, int connections, Schedule schedule)
            throws IOException, InterruptedException {
        Histogram latencies = new ConcurrentHistogram(HIGHEST_US, 3);
        long begunNs = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int first = 0; first < connections; first++) {
                int from = first;
                running.add(threads.submit(() -> {
                    send(requests, from, connections, schedule, latencies);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the load failed: " + e.getCause(), e.getCause());
        }
        return new Result(requests.size() * 1e9 / (System.nanoTime() - begunNs), latencies);
    }

    private void send(List<byte[]> requests, int from, int step, Schedule schedule, Histogram latencies)
            throws IOException {
        try (Connection connection = new Connection(port)) {
            for (int i = from; i < requests.size(); i += step) {
                long dueNs = schedule.due(i);
                int status = connection.exchange(requests.get(i));
                latencies.recordValue(Math.clamp((System.nanoTime() - dueNs) / 1_000, 0, HIGHEST_US));
                if (status != expectedStatus) {
                    throw new IOException("HTTP " + status + " for " + expectedStatus + ": " + connection.text());
                }
            }
        }
    }
}
