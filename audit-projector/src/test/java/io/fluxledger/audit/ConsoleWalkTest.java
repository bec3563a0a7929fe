package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.config.Database;
import io.fluxledger.rules.KeyPartition;
import io.fluxledger.testkit.TestPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page that another one leads to, and what browsers are told about them. */
class ConsoleWalkTest {
    private static final Pattern LINK = Pattern.compile(" (?:href|src|action)=\"(/[^\"#]*)\"");
    private static final int MOST_OF_A_KIND = 40;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static AuditMain service;

    @BeforeAll
    static void start() {
        TestPostgres postgres = TestPostgres.fresh();
        service = ToldStory.start(postgres);
        try (Database database = Database.connect(ToldStory.configuration(postgres))) {
            ToldStory.shared().awaitEnd(database);
        }
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
    }

    /** From the overview along all links: nothing leads nowhere, and no page has a script, a style or a place from elsewhere. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyLinkLeadsSomewhere(boolean auditor) throws Exception {
        PrivateAmounts amounts = PrivateAmounts.of(service.port());
        Set<String> seen = new LinkedHashSet<>(List.of("/"));
        ArrayDeque<String> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            String path = next.removeFirst();
            HttpResponse<String> answer = send(auditor ? TestKeys.auditors(at(path)) : at(path));
            if (!auditor) {
                assertThat(amounts.in(answer.body())).as(path).isEmpty();
            }
            // A line is in a batch only when that is sealed; to search for nothing is refused.
            boolean mayRefuse = path.startsWith("/v1/audit/proofs/") || path.equals("/console/search");
            assertThat(answer.statusCode())
                    .as(path + " " + answer.body())
                    .isIn(mayRefuse ? List.of(200, 400, 404) : List.of(200));
            if (path.startsWith("/v1/") || path.startsWith("/openapi")) {
                continue;
            }
            // The name of SVG's elements is no place to load from.
            assertThat(answer.body().replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
                    .as(path)
                    .doesNotContain("http://", "https://", "<script>", "<style");
            assertThat(answer.body()).as(path).doesNotContainPattern("<[^>]* (?:style|on[a-z]+)=");
            Matcher link = LINK.matcher(answer.body());
            while (link.find()) {
                String found = link.group(1).replace("&amp;", "&");
                boolean enough = seen.stream()
                                .filter(each -> kind(each).equals(kind(found)))
                                .count()
                        >= MOST_OF_A_KIND;
                if (!found.equals("/console/sign-out") && !enough && seen.add(found)) {
                    next.add(found);
                }
            }
        }
        assertThat(seen)
                .contains("/console/batches/" + Story.BATCH, "/console/windows/" + Story.WINDOW_END_MS)
                .anyMatch(path -> path.startsWith("/console/lines/"))
                .anyMatch(path -> path.startsWith("/console/intents/"));
    }

    /** Path without its last part and without parameters. */
    private static String kind(String path) {
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        return bare.substring(0, bare.lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                                    | 200
            /console/accounts/0x12               | 400
            /console/accounts/0x9999999999999999999999999999999999999999 | 404
            /console/providers/0x9999999999999999999999999999999999999999 | 404
            /console/intents/none                | 404
            /console/intents/call-1              | 400
            /console/intents/call-1?payer=0x1    | 400
            /console/batches/none                | 404
            /console/windows/1                   | 404
            /console/windows/x                   | 400
            /console/transactions/none           | 404
            /console/lines/ledger.journal.v1/0/x | 400
            /console/lines/ledger.journal.v1/0/99999999 | 404
            /console/anchors/99999               | 404
            /console/search                      | 400
            /console/intents?cursor=x            | 400
            /console/payouts?chainId=x           | 400
            /console/accounts?address=bob        | 400
            /?as_of=yesterday                    | 400
            /console/sign-in                     | 200
            """)
    void whatIsAskedWrongIsAnsweredByAPage(String path, int status) throws Exception {
        HttpResponse<String> answer = send(TestKeys.auditors(at(path)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.body()).contains("<main id=\"main\"");
    }

    /** Who guesses an address finds no more than who follows links. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/?as_of=1",
                "/console/accounts?type=provider+payable",
                "/console/accounts?type=treasury",
                "/console/intents?provider=PROVIDER",
                "/console/charges?provider=PROVIDER",
                "/console/windows?provider=PROVIDER",
                "/console/discrepancies?kind=payout+not+paid",
                "/console/accounts/PROVIDER?as_of=9999999999999",
                "/console/lines/provider.journal.v1/PARTITION/0",
                "/console/lines/provider.journal.v1/PARTITION/1",
                "/console/lines/provider.journal.v1/PARTITION/2",
                "/console/lines/provider.journal.v1/PARTITION/3",
                "/console/lines/provider.journal.v1/PARTITION/4",
                "/console/lines/provider.journal.v1/PARTITION/5"
            })
    void noPageShowsStrangersWhatProvidersGet(String path) throws Exception {
        String asked = path.replace("PROVIDER", Story.PROVIDER.toString())
                .replace(
                        "PARTITION",
                        Integer.toString(KeyPartition.of(Story.PROVIDER.toString(), FoldedLog.PARTITIONS)));
        assertThat(PrivateAmounts.of(service.port()).in(send(at(asked)).body())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Security-Policy      | default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
            X-Content-Type-Options       | nosniff
            X-Frame-Options              | DENY
            Referrer-Policy              | no-referrer
            Cross-Origin-Opener-Policy   | same-origin
            Cross-Origin-Resource-Policy | same-origin
            """)
    void everythingHasTheHeaders(String header, String value) throws Exception {
        for (String path : List.of(
                "/", "/console/intents", "/console/intents/none", "/console/assets/live.js", "/console/sign-in")) {
            assertThat(send(at(path)).headers().firstValue(header)).as(path).contains(value);
        }
    }

    @Test
    void nobodySignsInWithoutAKeyOrFromElsewhere() throws Exception {
        String form = "key=flux_0123456789abcdef_" + "00".repeat(32);
        HttpResponse<String> wrong = send(at("/console/sign-in").POST(HttpRequest.BodyPublishers.ofString(form)));
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.headers().firstValue("Set-Cookie")).isEmpty();
        HttpResponse<String> elsewhere = send(at("/console/sign-in")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        assertThat(elsewhere.statusCode()).isEqualTo(403);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        String tag =
                send(at("/console/assets/live.js")).headers().firstValue("ETag").orElseThrow();
        assertThat(send(at("/console/assets/live.js").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
        assertThat(send(at("/console/assets/Console.class")).statusCode()).isEqualTo(404);
    }
}
