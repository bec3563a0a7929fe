package io.fluxledger.bench.audit;

import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.audit.read.Moment;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Target;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** How long questions take that auditors ask of the past, and searches. */
final class Questions {
    /** What the times are wanted for; with fewer records they are told and held against nothing. */
    static final long RECORDS_OF_TARGET = 10_000_000;

    private static final double MOST_MS = 50;
    private static final double NANOS_PER_MS = 1e6;
    private static final int P99 = 99;

    private interface Question {
        Object ask();
    }

    private Questions() {}

    /** @param records size of the projection */
    static List<Figure> ask(BenchRun run, Generation generation, long records) throws SQLException {
        int times = run.options().choose(100, 1_000);
        SplittableRandom random = new SplittableRandom(run.options().seed());
        AuditQueries queries = new AuditQueries(generation.database().jdbi());
        List<String> payers =
                generation.texts("SELECT DISTINCT owner FROM balances WHERE owner IS NOT NULL LIMIT 1000");
        List<String> ids = new ArrayList<>(generation.texts("SELECT intent_id FROM intents LIMIT 500"));
        ids.addAll(generation.texts("SELECT CAST(input_id AS text) FROM journal_lines LIMIT 500"));
        List<String> clocks = generation.texts(
                "SELECT CAST(min(clock_ms) AS text) FROM journal_lines UNION ALL SELECT CAST(max(clock_ms) AS text) FROM journal_lines");
        long fromMs = Long.parseLong(clocks.get(0));
        long toMs = Long.parseLong(clocks.get(1)) + 1;
        String size = "p99 of %,d, at %,d records, one client".formatted(times, records);
        return List.of(
                target(
                        figure(
                                "point_in_time_ms",
                                times,
                                size,
                                () -> queries.account(
                                        payers.get(random.nextInt(payers.size())),
                                        Moment.at(random.nextLong(fromMs, toMs)))),
                        MOST_MS,
                        records),
                figure(
                        "trial_balance_past_ms",
                        times,
                        size,
                        () -> queries.trialBalance(Moment.at(random.nextLong(fromMs, toMs)))),
                target(
                        figure("search_ms", times, size, () -> queries.search(ids.get(random.nextInt(ids.size())))),
                        MOST_MS,
                        records));
    }

    /** The figure with its target, where the projection is as large as the target means it. */
    static Figure target(Figure figure, double most, long records) {
        return records >= RECORDS_OF_TARGET ? figure.withTarget(Target.atMost(most)) : figure;
    }

    private static Figure figure(String name, int times, String size, Question question) {
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < times / 10; i++) {
            var _ = question.ask();
        }
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            var _ = question.ask();
            nanos.recordValue(System.nanoTime() - begun);
        }
        return Figure.of(name, nanos.getValueAtPercentile(P99) / NANOS_PER_MS, "ms")
                .against(size + ", p50 %.1f ms".formatted(nanos.getValueAtPercentile(50) / NANOS_PER_MS));
    }
}
