package io.fluxledger.bench.audit;

import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.bench.Part;
import io.fluxledger.bench.postgres.TunedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** A log of ten million records projected into a new generation, and questions to one of that size. */
final class HistoryPart implements Part {
    /** Of these come a third more records, for each settled call is a charge in the provider's log as well. */
    private static final int INPUTS = 7_500_000;

    private static final int QUICK_INPUTS = 20_000;
    /** Measured with up to a million: about 3,900 in tables and indexes, 1,050 on the broker. */
    private static final long BYTES_PER_INPUT = 5_000;
    /** Write-ahead log of PostgreSQL, which does not grow with the inputs. */
    private static final long WAL_BYTES = 8L << 30;

    private static final double GIGABYTE = 1e9;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public String description() {
        return "10 million records projected anew; balances of the past, search and the console's pages at that size";
    }

    @Override
    public List<Figure> run(BenchRun run) throws Exception {
        int inputs = run.options().choose(QUICK_INPUTS, INPUTS);
        requireRoom(run, inputs);
        try (CallLog log = CallLog.fill(run, "history", inputs);
                TunedPostgres postgres = TunedPostgres.start(run);
                Generation generation = Generation.create(postgres, "history")) {
            long records = log.records();
            double seconds = log.project(generation);
            long rows = generation.rows();
            run.progress("%,d rows in %.1f s, %.1f GB".formatted(rows, seconds, generation.bytes() / GIGABYTE));
            List<Figure> figures = new ArrayList<>();
            figures.add(Figure.of("rebuild_s_10m_lines", seconds, "s")
                    .against("%,d records from the first offset on into %,d rows, %d threads; %s"
                            .formatted(records, rows, CallLog.THREADS, postgres.describe())));
            figures.addAll(Questions.ask(run, generation, records));
            figures.add(ConsolePages.measure(run, generation, records));
            return figures;
        }
    }

    /** Said at once, rather than after an hour by a server that cannot write. */
    private static void requireRoom(BenchRun run, int inputs) throws IOException {
        long needed = inputs * BYTES_PER_INPUT + (run.options().quick() ? 0 : WAL_BYTES);
        long usable = Files.getFileStore(run.directory()).getUsableSpace();
        String room = "%,d inputs and their rows need about %.1f GB in %s, which has %.1f GB"
                .formatted(inputs, needed / GIGABYTE, run.directory(), usable / GIGABYTE);
        run.progress(room);
        if (usable < needed) {
            throw new IOException(room);
        }
    }
}
