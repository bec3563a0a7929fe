package io.fluxledger.bench.postgres;

import io.fluxledger.bench.workload.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One client of the PostgreSQL ledger: a connection with prepared calls of the stored procedures, each call a
 * transaction of its own. Not safe for use by several threads.
 */
public final class PostgresLedger implements AutoCloseable {
    private static final String SCHEMA = "ledger.sql";

    private final Connection connection;
    private final OffsetDateTime deadline;
    private final PreparedStatement deposit;
    private final PreparedStatement lock;
    private final PreparedStatement receipt;
    private final PreparedStatement settle;
    private final PreparedStatement batch;

    /** @param deadline of every lock */
    public PostgresLedger(Connection connection, OffsetDateTime deadline) throws SQLException {
        this.connection = connection;
        this.deadline = deadline;
        this.deposit = connection.prepareStatement("SELECT ledger_deposit(?, ?, ?)");
        this.lock = connection.prepareStatement("SELECT ledger_lock(?, ?, ?, ?, ?, ?)");
        this.receipt = connection.prepareStatement("SELECT ledger_receipt(?, ?, ?, ?, ?)");
        this.settle = connection.prepareStatement("SELECT ledger_settle(?, ?, ?, ?)");
        this.batch = connection.prepareStatement("SELECT ledger_batch(?, ?, ?, ?, ?, ?, ?)");
    }

    /** Creates tables and procedures in an empty database. */
    public static void create(Connection connection) throws SQLException, IOException {
        try (InputStream sql = PostgresLedger.class.getResourceAsStream(SCHEMA);
                Statement statement = connection.createStatement()) {
            if (sql == null) {
                throw new IOException("there is no " + SCHEMA + " beside " + PostgresLedger.class.getName());
            }
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    public PostgresOutcome deposit(UUID command, long account, long amountNanos) throws SQLException {
        deposit.setObject(1, command);
        deposit.setLong(2, account);
        deposit.setLong(3, amountNanos);
        return outcome(deposit);
    }

    /** Applies one step of a call. */
    public PostgresOutcome apply(Step step) throws SQLException {
        return switch (step.kind()) {
            case LOCK -> {
                common(lock, step);
                lock.setLong(5, step.amountNanos());
                lock.setObject(6, deadline);
                yield outcome(lock);
            }
            case RECEIPT -> {
                common(receipt, step);
                receipt.setLong(5, step.amountNanos());
                yield outcome(receipt);
            }
            case SETTLE -> {
                common(settle, step);
                yield outcome(settle);
            }
        };
    }

    /** Applies steps in one transaction, in order. Clients that run at the same time must not share accounts. */
    public List<PostgresOutcome> applyAll(List<Step> steps) throws SQLException {
        int n = steps.size();
        Integer[] kinds = new Integer[n];
        UUID[] commands = new UUID[n];
        Long[] accounts = new Long[n];
        UUID[] intents = new UUID[n];
        Integer[] providers = new Integer[n];
        Long[] amounts = new Long[n];
        for (int i = 0; i < n; i++) {
            Step step = steps.get(i);
            kinds[i] = switch (step.kind()) {
                case LOCK -> 1;
                case RECEIPT -> 2;
                case SETTLE -> 3;
            };
            commands[i] = step.inputId();
            accounts[i] = (long) step.payer();
            intents[i] = step.call();
            providers[i] = step.provider();
            amounts[i] = step.amountNanos();
        }
        batch.setArray(1, connection.createArrayOf("integer", kinds));
        batch.setArray(2, connection.createArrayOf("uuid", commands));
        batch.setArray(3, connection.createArrayOf("bigint", accounts));
        batch.setArray(4, connection.createArrayOf("uuid", intents));
        batch.setArray(5, connection.createArrayOf("integer", providers));
        batch.setArray(6, connection.createArrayOf("bigint", amounts));
        batch.setObject(7, deadline);
        try (ResultSet rows = batch.executeQuery()) {
            rows.next();
            List<PostgresOutcome> outcomes = new ArrayList<>(n);
            for (Integer code : (Integer[]) rows.getArray(1).getArray()) {
                outcomes.add(PostgresOutcome.of(code));
            }
            return outcomes;
        }
    }

    private static void common(PreparedStatement call, Step step) throws SQLException {
        call.setObject(1, step.inputId());
        call.setLong(2, step.payer());
        call.setObject(3, step.call());
        call.setInt(4, step.provider());
    }

    private static PostgresOutcome outcome(PreparedStatement call) throws SQLException {
        try (ResultSet rows = call.executeQuery()) {
            rows.next();
            return PostgresOutcome.of(rows.getInt(1));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
