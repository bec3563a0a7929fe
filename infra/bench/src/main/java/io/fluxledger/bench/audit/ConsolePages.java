package io.fluxledger.bench.audit;

import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.access.Sessions;
import io.fluxledger.audit.console.Console;
import io.fluxledger.audit.decrypt.EncryptedReserves;
import io.fluxledger.audit.http.ReconciliationRoutes;
import io.fluxledger.audit.prove.ProofQueries;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.bench.Figure;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.ApiKeys;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.Role;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** How long a page of the console takes over HTTP, from the request to its last byte. A page is one document; its style and script are kept by browsers. */
final class ConsolePages {
    private static final double MOST_MS = 200;
    private static final double NANOS_PER_MS = 1e6;
    private static final int P95 = 95;
    private static final int OF_A_KIND = 100;

    private ConsolePages() {}

    /** @param records size of the projection */
    static Figure measure(BenchRun run, Generation generation, long records)
            throws SQLException, IOException, InterruptedException {
        AuditQueries queries = new AuditQueries(generation.database().jdbi());
        ApiKey.Made auditor = ApiKey.make(Role.AUDITOR, Optional.empty(), new SecureRandom());
        Path file = Files.writeString(
                run.directory().resolve("api-keys"), auditor.key().line() + "\n");
        Callers callers = Callers.of(ApiKeys.read(file));
        ReadAccess access = new ReadAccess(callers, new Sessions(callers, System::currentTimeMillis));
        HttpService http = new HttpService(new HttpService.Config("127.0.0.1", 0, 1_024), new Health(), new Metrics());
        try (HttpClient client = HttpClient.newHttpClient();
                Console console = new Console(
                        queries,
                        new ProofQueries(generation.database().jdbi()),
                        access,
                        new Console.Sources(
                                new ReconciliationRoutes(
                                        queries,
                                        List.of(),
                                        new EncryptedReserves(
                                                generation.database().jdbi(), List.of()),
                                        access)::reconcile,
                                () -> 0,
                                Map::of))) {
            console.addTo(http);
            http.start();
            return figure(ask(run, client, http.port(), auditor.secret(), pages(generation)), records);
        } finally {
            http.close();
        }
    }

    /** Paths of every kind of page, as auditors see them: with everything on them. */
    private static Map<String, List<String>> pages(Generation generation) throws SQLException {
        Map<String, List<String>> pages = new LinkedHashMap<>();
        pages.put("overview", List.of("/"));
        pages.put("lists", List.of("/console/intents", "/console/accounts", "/console/journal", "/console/providers"));
        pages.put("reconciliation", List.of("/console/reconciliation"));
        pages.put("line", paths(generation, "lines/", """
                SELECT topic || '/' || partition || '/' || record_offset FROM journal_lines"""));
        pages.put("batch", paths(generation, "batches/", "SELECT batch_id FROM batches"));
        pages.put("window", paths(generation, "windows/", "SELECT DISTINCT CAST(window_end_ms AS text) FROM windows"));
        pages.put("transaction", paths(generation, "transactions/", "SELECT command_id FROM chain_transactions"));
        pages.put("anchor", paths(generation, "anchors/", "SELECT CAST(batch_id AS text) FROM merkle_batches"));
        List<String> accounts = new ArrayList<>();
        generation
                .texts("SELECT DISTINCT owner FROM balances WHERE owner IS NOT NULL LIMIT " + OF_A_KIND)
                .forEach(owner -> accounts.add("/console/accounts/" + owner));
        pages.put("account", accounts);
        List<String> calls = new ArrayList<>();
        List<String> searches = new ArrayList<>();
        for (String call : generation.texts("SELECT payer || ' ' || intent_id FROM intents LIMIT " + OF_A_KIND)) {
            int space = call.indexOf(' ');
            String id = URLEncoder.encode(call.substring(space + 1), StandardCharsets.UTF_8);
            calls.add("/console/intents/" + id + "?payer=" + call.substring(0, space));
            searches.add("/console/search?q=" + id);
        }
        pages.put("call", calls);
        pages.put("search", searches);
        List<String> providers = new ArrayList<>();
        generation
                .texts("SELECT provider FROM provider_totals LIMIT " + OF_A_KIND)
                .forEach(provider -> providers.add("/console/providers/" + provider));
        pages.put("provider", providers);
        return pages;
    }

    private static List<String> paths(Generation generation, String kind, String sql) throws SQLException {
        return generation.texts(sql + " LIMIT " + OF_A_KIND).stream()
                .map(id -> "/console/" + kind + id)
                .toList();
    }

    private static Map<String, Histogram> ask(
            BenchRun run, HttpClient client, int port, String key, Map<String, List<String>> pages)
            throws IOException, InterruptedException {
        int times = run.options().choose(50, 300);
        Map<String, Histogram> nanos = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> kind : pages.entrySet()) {
            List<String> paths = kind.getValue();
            Histogram histogram = new Histogram(3);
            for (int i = -times / 10; i < times && !paths.isEmpty(); i++) {
                String path = paths.get(Math.floorMod(i, paths.size()));
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + key)
                        .build();
                long begun = System.nanoTime();
                HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                long took = System.nanoTime() - begun;
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(path + " is answered " + answer.statusCode());
                }
                if (i >= 0) {
                    histogram.recordValue(took);
                }
            }
            nanos.put(kind.getKey(), histogram);
        }
        return nanos;
    }

    /** Of the kind that takes longest: whoever looks at that one is not helped by the others. */
    private static Figure figure(Map<String, Histogram> nanos, long records) {
        List<String> kinds = new ArrayList<>();
        List<String> none = new ArrayList<>();
        double worstMs = 0;
        long pages = 0;
        for (Map.Entry<String, Histogram> kind : nanos.entrySet()) {
            Histogram histogram = kind.getValue();
            if (histogram.getTotalCount() == 0) {
                none.add(kind.getKey());
                continue;
            }
            double p95Ms = histogram.getValueAtPercentile(P95) / NANOS_PER_MS;
            worstMs = Math.max(worstMs, p95Ms);
            pages += histogram.getTotalCount();
            kinds.add("%s %.0f".formatted(kind.getKey(), p95Ms));
        }
        Figure figure = Figure.of("console_page_p95_ms", worstMs, "ms")
                .against("the slowest kind of %,d pages over HTTP, one client, at %,d records; p95 of each kind: %s%s"
                        .formatted(
                                pages,
                                records,
                                String.join(", ", kinds),
                                none.isEmpty() ? "" : "; the workload has no " + String.join(", no ", none)));
        return Questions.target(figure, MOST_MS, records);
    }
}
