package io.fluxledger.intake.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the page's files are served; what they do is tested in a browser by infra/e2e. */
class PageRoutesTest {
    private static final String SECRET_NODE = "http://node.example/a-key-that-nobody-may-see";
    private static final Pattern LINK = Pattern.compile("(?:src|href)=\"(/page/[^\"]+)\"|from '\\./([a-z]+\\.js)'");

    private static HttpService http;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        ChainsFile chains = new ChainsFile(
                43114,
                new ChainsFile.Domain("Fluxledger", "1", 43114, address("ab")),
                List.of(new ChainsFile.Chain(
                        43114,
                        "avalanche",
                        URI.create(SECRET_NODE),
                        address("cc"),
                        "USD Coin",
                        "2",
                        address("dd"),
                        address("ee"),
                        address("ab"),
                        address("aa"),
                        address("bb"),
                        2)));
        http = new HttpService(new HttpService.Config("127.0.0.1", 0, 1_024), new Health(), new Metrics());
        new PageRoutes(chains).addTo(http);
        http.start();
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        client.close();
    }

    private static String address(String twoDigits) {
        return "0x" + twoDigits.repeat(20);
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Security-Policy      | default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
            X-Content-Type-Options       | nosniff
            X-Frame-Options              | DENY
            Referrer-Policy              | no-referrer
            Cross-Origin-Opener-Policy   | same-origin-allow-popups
            Cross-Origin-Resource-Policy | same-origin
            Permissions-Policy           | camera=(), geolocation=(), microphone=(), payment=()
            Cache-Control                | no-cache
            """)
    void everyFileHasTheHeaders(String header, String value) throws Exception {
        for (String path : List.of("/", "/page/main.js", "/page/page.css")) {
            assertThat(get(path).headers().firstValue(header)).as(path).contains(value);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /                  | 200 | text/html; charset=utf-8
            /page/main.js      | 200 | text/javascript; charset=utf-8
            /page/page.css     | 200 | text/css; charset=utf-8
            /page/frame.css    | 200 | text/css; charset=utf-8
            /page/document.js  | 200 | text/javascript; charset=utf-8
            /page/icon.svg     | 200 | image/svg+xml
            /page/none.js      | 404 | application/problem+json
            /page/..%2fpackage-info.class | 404 | application/problem+json
            /page/PageRoutes.class        | 404 | application/problem+json
            """)
    void aFile(String path, int status, String type) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        String tag = get("/page/main.js").headers().firstValue("ETag").orElseThrow();
        assertThat(get("/page/main.js", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(get("/page/main.js", "If-None-Match", "\"other\"").statusCode())
                .isEqualTo(200);
        assertThat(get("/page/words.js").headers().firstValue("ETag"))
                .isPresent()
                .isNotEqualTo(tag);
    }

    /** Every file that another one names is served, and none comes from elsewhere. */
    @Test
    void thePageIsWhole() throws Exception {
        TreeSet<String> seen = new TreeSet<>();
        TreeSet<String> next = new TreeSet<>(List.of("/"));
        while (!next.isEmpty()) {
            String path = next.removeFirst();
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.body()).as(path).doesNotContain("https://", "innerHTML", "style=\"", "<script>");
            seen.add(path);
            var links = LINK.matcher(answer.body());
            while (links.find()) {
                String link = links.group(1) == null ? "/page/" + links.group(2) : links.group(1);
                if (!seen.contains(link)) {
                    next.add(link);
                }
            }
        }
        assertThat(seen).hasSize(12);
    }

    @Test
    void theDeploymentHasWhatIsSignedForAndNoSecret() throws Exception {
        String text = get("/v1/deployment").body();
        assertThat(text).doesNotContain("node.example");
        JsonNode deployment = new ObjectMapper().readTree(text);
        JsonNode chain = deployment.path("chains").path(0);
        String all = "%s %s %s".formatted(deployment.path("homeChainId"), deployment.path("domain"), chain);
        assertThat(all.replace('"', '\'').trim())
                .isEqualTo("43114 {'name':'Fluxledger','version':'1','chainId':43114,'verifyingContract':'"
                        + address("ab") + "'} {'chainId':43114,'name':'avalanche','confirmations':2,'treasury':'"
                        + address("aa") + "','usdc':{'address':'" + address("cc")
                        + "','name':'USD Coin','version':'2','decimals':6}}");
    }
}
