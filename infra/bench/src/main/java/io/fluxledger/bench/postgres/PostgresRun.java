package io.fluxledger.bench.postgres;

import io.fluxledger.bench.workload.Step;
import io.fluxledger.bench.workload.Workload;
import io.fluxledger.bench.workload.WorkloadShape;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Drives the PostgreSQL ledger with as many clients as there are connections, and counts what it accepts. */
public final class PostgresRun {
    private static final long DEPOSIT_NANOS = 1_000_000_000_000_000L;
    private static final int OPEN_CALLS = 64;

    private final TunedPostgres server;
    private final int warmUpMs;
    private final int measuredMs;

    public PostgresRun(TunedPostgres server, int warmUpMs, int measuredMs) {
        this.server = server;
        this.warmUpMs = warmUpMs;
        this.measuredMs = measuredMs;
    }

    /**
     * Measures on new tables.
     *
     * @param connections clients, each with a connection of its own
     * @param batch commands in a transaction; 1 is a call of one procedure each
     * @return accepted inputs a second
     * @throws IllegalStateException when a command is refused or the money is wrong at the end
     */
    public double inputsPerS(WorkloadShape shape, int connections, int batch)
            throws SQLException, IOException, InterruptedException {
        prepare(shape.accounts());
        LongAdder accepted = new LongAdder();
        List<Future<?>> clients = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        double rate;
        try {
            for (int i = 0; i < connections; i++) {
                int client = i;
                clients.add(threads.submit(() -> {
                    serve(shape, client, connections, batch, accepted);
                    return null;
                }));
            }
            pause(warmUpMs);
            long before = accepted.sum();
            long begunNs = System.nanoTime();
            pause(measuredMs);
            rate = (accepted.sum() - before) / ((System.nanoTime() - begunNs) / 1e9);
        } finally {
            threads.shutdownNow();
        }
        for (Future<?> client : clients) {
            try {
                client.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client of the PostgreSQL ledger failed", e.getCause());
            }
        }
        try (Connection connection = server.connect()) {
            PostgresMoney.check(connection);
        }
        return rate;
    }

    private void prepare(int accounts) throws SQLException, IOException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            PostgresLedger.create(connection);
            try (PreparedStatement fill = connection.prepareStatement(
                    "SELECT count(ledger_deposit(gen_random_uuid(), id, ?)) FROM generate_series(0, ?) AS id")) {
                fill.setLong(1, DEPOSIT_NANOS);
                fill.setInt(2, accounts - 1);
                fill.execute();
            }
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    private void serve(WorkloadShape shape, int client, int clients, int batch, LongAdder accepted)
            throws SQLException {
        // Batches that share accounts would wait for each other in a circle: each batching client has its own.
        int share = batch == 1 ? shape.accounts() : shape.accounts() / clients;
        int first = batch == 1 ? 0 : client * share;
        Workload workload = new Workload(new WorkloadShape(
                shape.seed() * 1_000 + client, share, shape.zipfExponent(), shape.providers(), OPEN_CALLS * batch));
        try (PostgresLedger ledger = new PostgresLedger(
                server.connect(), OffsetDateTime.now(ZoneOffset.UTC).plusDays(1))) {
            while (!Thread.currentThread().isInterrupted()) {
                if (batch == 1) {
                    require(ledger.apply(workload.next()));
                } else {
                    List<Step> steps = new ArrayList<>(batch);
                    for (int i = 0; i < batch; i++) {
                        steps.add(onAccount(workload.next(), first));
                    }
                    ledger.applyAll(steps).forEach(PostgresRun::require);
                }
                accepted.add(batch);
            }
        }
    }

    private static Step onAccount(Step step, int first) {
        return new Step(
                step.kind(), step.payer() + first, step.provider(), step.inputId(), step.call(), step.amountNanos());
    }

    private static void require(PostgresOutcome outcome) {
        if (outcome != PostgresOutcome.ACCEPTED) {
            throw new IllegalStateException("the PostgreSQL ledger answered " + outcome);
        }
    }

    private static void pause(int ms) throws InterruptedException {
        long until = System.nanoTime() + ms * 1_000_000L;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
