package io.fluxledger.audit.project;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.config.DatabaseConfiguration;
import io.fluxledger.runtime.KafkaClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds another generation of the projection from the first offset, beside the live one, and puts it in the live one's place
 * when it has caught up: schemas are renamed in one transaction in which nobody writes or reads, so that whoever asks next
 * finds the new one. It is filled without the indexes that only questions need, and commits that are lost in a crash are as good as
 * none. The live projector goes on with it where it stands. Whoever reads or writes for long makes it step back,
 * and everybody goes on, until the next round. Begun again after a crash it starts anew.
 */
public final class Rebuild {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    private static final String OLD = "projection_old";
    private static final long PAUSE_NANOS = 100_000_000;
    private static final long SHORT_PAUSE_NANOS = 2_000_000;
    /** How far behind it may be when the live one is stopped for it. */
    private static final long NEARLY = 2_000;

    private static final long NANOS_PER_MS = 1_000_000;
    /** How long a generation that was replaced is kept for those who still read it. */
    private static final Duration OLD_READERS = Duration.ofSeconds(10);

    private final DatabaseConfiguration configuration;
    private final KafkaClients kafka;
    private final int threads;
    private final int maxRecords;
    private final int share;
    private final Patience patience;

    /**
     * How long others may wait while the generations change places.
     *
     * @param polite how long a round may stop the writers; in these no reader ever waits
     * @param politeRounds how many rounds wait for a moment in which nobody reads
     * @param urgent how long each of the rounds behind those may stop the writers, and then those who want to read too
     */
    record Patience(Duration polite, int politeRounds, Duration urgent, int urgentRounds) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(2), 20, Duration.ofSeconds(15), 3);

        int rounds() {
            return politeRounds + urgentRounds;
        }

        boolean isUrgent(int round) {
            return round > politeRounds;
        }

        Duration of(int round) {
            return isUrgent(round) ? urgent : polite;
        }
    }

    /** Told ten times a second how many records are applied of those that the live generation has. */
    public interface Progress {
        void at(long applied, long live);
    }

    /**
     * What it did.
     *
     * @param records records that were applied
     * @param stoppedMs how long nobody could write while the generations changed places
     */
    public record Report(long records, long stoppedMs) {}

    /**
     * @param threads threads that share the partitions
     * @param share percentage of the time that each works, until it has nearly caught up or comes no nearer
     */
    public Rebuild(DatabaseConfiguration configuration, KafkaClients kafka, int threads, int maxRecords, int share) {
        this(configuration, kafka, threads, maxRecords, share, Patience.USUAL);
    }

    Rebuild(
            DatabaseConfiguration configuration,
            KafkaClients kafka,
            int threads,
            int maxRecords,
            int share,
            Patience patience) {
        this.share = share;
        this.configuration = configuration;
        this.kafka = kafka;
        this.threads = threads;
        this.maxRecords = maxRecords;
        this.patience = patience;
    }

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException when the new generation cannot be built or put in place; the live one stays
     */
    public Report run(Progress progress) throws SQLException {
        try (Database live = Database.connect(configuration)) {
            if (!drop(live, Database.NEXT) || !drop(live, OLD)) {
                throw new IllegalStateException("somebody still reads a generation that was replaced or given up");
            }
            Report report;
            try (Database next = Database.beside(configuration)) {
                DeferredIndexes indexes = DeferredIndexes.drop(next.source());
                fill(live, next, progress);
                indexes.make(next.source());
                report = follow(live, next, progress);
            }
            if (!drop(live, OLD)) {
                LOG.warn("somebody still reads the generation before; the next rebuild drops it");
            }
            return report;
        }
    }

    /** Until it is nearly there; what comes meanwhile and behind is followed with all indexes. */
    private void fill(Database live, Database next, Progress progress) throws SQLException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Share pace = new Share(share);
        try (Projector projector = projector(next, failure, pace)) {
            catchUp(live, next, failure, (applied, all) -> {
                progress.at(applied, all);
                if (pace.isBehind(all - applied, System.nanoTime())) {
                    LOG.info("a share of {} % is not enough to come nearer: it hurries", share);
                }
            });
            LOG.info("{} records are applied, its indexes are made now", projector.projected());
        }
    }

    private Projector projector(Database next, AtomicReference<@Nullable Throwable> failure, Pace pace) {
        return new Projector(
                        new Projection(next.source(), kafka.serde()),
                        kafka,
                        threads,
                        maxRecords,
                        new SimpleMeterRegistry(),
                        failure::set,
                        pace)
                .start();
    }

    private Report follow(Database live, Database next, Progress progress) throws SQLException {
        for (int round = 1; round <= patience.rounds(); round++) {
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            try (Projector projector = projector(next, failure, Pace.FULL)) {
                catchUp(live, next, failure, progress);
                takeOverDecrypted(live);
                Optional<Report> report = changePlaces(live, next, projector, failure, round);
                if (report.isPresent()) {
                    return report.get();
                }
            }
            LOG.info("round {} of {}: the live generation is in use", round, patience.rounds());
        }
        throw new IllegalStateException(
                "somebody reads or writes the live generation without a pause; %d rounds of up to %d s were not enough"
                        .formatted(patience.rounds(), patience.urgent().toSeconds()));
    }

    /** Most of it, while others write; what comes behind is taken over when they have stopped. */
    private static void takeOverDecrypted(Database live) throws SQLException {
        try (Connection connection = live.source().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            DecryptedRows.takeOver(connection);
            connection.commit();
        }
    }

    private static void catchUp(
            Database live, Database next, AtomicReference<@Nullable Throwable> failure, Progress progress)
            throws SQLException {
        while (true) {
            requireWell(failure);
            Map<TopicPartition, Long> wanted = AppliedOffsets.read(live.source());
            Map<TopicPartition, Long> built = AppliedOffsets.read(next.source());
            long all = sum(wanted);
            long done = sum(built);
            progress.at(done, all);
            if (built.size() == wanted.size() && all - done <= NEARLY) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Empty when somebody writes or reads for longer than the round may take; everything is then as it was. */
    private Optional<Report> changePlaces(
            Database live, Database next, Projector projector, AtomicReference<@Nullable Throwable> failure, int round)
            throws SQLException {
        try (Connection connection = live.source().getConnection()) {
            connection.setAutoCommit(false);
            try {
                Optional<Report> report = changePlaces(connection, next, projector, failure, round);
                if (report.isPresent()) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                return report;
            } catch (SQLException e) {
                connection.rollback();
                if (Generations.LOCK_TIMEOUT.equals(e.getSQLState())) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }

    private Optional<Report> changePlaces(
            Connection connection,
            Database next,
            Projector projector,
            AtomicReference<@Nullable Throwable> failure,
            int round)
            throws SQLException {
        Generations.waitAtMost(connection, patience.of(round));
        long stoppedNanos = System.nanoTime();
        long endNanos = stoppedNanos + patience.of(round).toNanos();
        Generations.stopWriting(connection);
        Map<TopicPartition, Long> wanted = AppliedOffsets.read(connection);
        while (!covers(AppliedOffsets.read(next.source()), wanted)) {
            requireWell(failure);
            if (isOver(endNanos)) {
                return Optional.empty();
            }
            LockSupport.parkNanos(SHORT_PAUSE_NANOS);
        }
        projector.close();
        DecryptedRows.takeOver(connection);
        if (patience.isUrgent(round)) {
            Generations.awaitReaders(connection);
        } else {
            while (!Generations.stopReading(connection)) {
                if (isOver(endNanos)) {
                    return Optional.empty();
                }
                LockSupport.parkNanos(SHORT_PAUSE_NANOS);
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER SCHEMA " + Database.LIVE + " RENAME TO " + OLD);
            statement.execute("ALTER SCHEMA " + Database.NEXT + " RENAME TO " + Database.LIVE);
        }
        long stoppedMs = (System.nanoTime() - stoppedNanos) / NANOS_PER_MS;
        LOG.info("the generations change places within {} ms", stoppedMs);
        return Optional.of(new Report(sum(wanted), stoppedMs));
    }

    private static boolean isOver(long endNanos) {
        return System.nanoTime() - endNanos > 0;
    }

    private static boolean covers(Map<TopicPartition, Long> built, Map<TopicPartition, Long> wanted) {
        return wanted.entrySet().stream().allMatch(each -> built.getOrDefault(each.getKey(), -1L) >= each.getValue());
    }

    private static void requireWell(AtomicReference<@Nullable Throwable> failure) {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("the generation cannot be built: " + cause.getMessage(), cause);
        }
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(offset -> offset + 1).sum();
    }

    /** False when somebody still reads it. */
    private static boolean drop(Database database, String schema) throws SQLException {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Generations.waitAtMost(connection, OLD_READERS);
            try {
                statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
                connection.commit();
                return true;
            } catch (SQLException e) {
                connection.rollback();
                if (Generations.LOCK_TIMEOUT.equals(e.getSQLState())) {
                    return false;
                }
                throw e;
            }
        }
    }
}
