package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.prove.Proof;
import io.fluxledger.audit.prove.SumTree;
import io.fluxledger.runtime.Json;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Progress;
import io.fluxledger.testkit.TestPostgres;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batches of the story's lines, their proofs as a stranger checks them, and what becomes of them when somebody changes a row. */
class ProofsTest {
    private static final Path CHECK = Path.of("src/test/merkle-tree").toAbsolutePath();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestPostgres postgres;
    private static AuditMain service;
    private static Database database;

    @BeforeAll
    static void start() {
        ToldStory story = ToldStory.shared();
        postgres = TestPostgres.fresh();
        // Small batches, so that there are several; without a chain none waits for its anchor.
        service = ToldStory.start(postgres, Map.of("seal.interval", "PT0.1S", "seal.maxLines", "20"));
        database = Database.connect(ToldStory.configuration(postgres));
        story.awaitEnd(database);
        await().atMost(ToldStory.PATIENCE)
                .until(() -> get("liabilities", 0).path("chains").size() > 0);
    }

    @AfterAll
    static void stop() {
        database.close();
        service.close();
    }

    /** @param status wanted; 0 for any */
    private static JsonNode get(String path, int status) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                TestKeys.auditors(HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + service.port() + "/v1/audit/" + path)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (status != 0) {
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        }
        return Json.STRICT.readTree(answer.body());
    }

    private static List<JsonNode> anchors() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        get("anchors?limit=500", 200).path("items").forEach(all::add);
        return all.reversed();
    }

    private static List<String> lines() throws Exception {
        List<String> lines = new ArrayList<>();
        get("journal?limit=500", 200)
                .path("items")
                .forEach(line -> lines.add(
                        line.path("topic").asText() + ":" + line.path("partition") + ":" + line.path("offset")));
        return lines;
    }

    @Test
    void everyLineIsProvenAndThePublicPackageAgrees() throws Exception {
        ObjectNode question = Json.STRICT.createObjectNode();
        ArrayNode proofs = question.putArray("proofs");
        for (String line : lines()) {
            JsonNode answer = get("proofs/" + line, 200);
            assertThat(Proof.of(answer).agrees()).as(line).isTrue();
            proofs.add(answer);
        }
        ObjectNode wrong = ((ObjectNode) proofs.get(0)).deepCopy();
        wrong.withArray("value").set(2, "999");
        assertThat(Proof.of(wrong).agrees()).isFalse();
        proofs.add(wrong);
        ArrayNode trees = question.putArray("trees");
        for (JsonNode anchor : anchors()) {
            trees.add(get("anchors/" + anchor.path("batchId") + "/tree", 200));
        }
        assertThat(anchors()).hasSizeGreaterThan(2);
        JsonNode said = check(question);
        assertThat(said.path("proofs").size()).isEqualTo(proofs.size());
        for (int i = 0; i < proofs.size(); i++) {
            assertThat(said.path("proofs").path(i).asBoolean())
                    .as("proof %d", i)
                    .isEqualTo(i < proofs.size() - 1);
        }
        int tree = 0;
        for (JsonNode anchor : anchors()) {
            JsonNode loaded = said.path("trees").path(tree++);
            assertThat(loaded.path("root")).isEqualTo(anchor.path("root"));
            assertThat(loaded.path("made")).isEqualTo(anchor.path("root"));
            assertThat(loaded.path("dump").asBoolean()).isTrue();
        }
    }

    private static JsonNode check(JsonNode question) throws Exception {
        Path modules = NpmPackages.ensure(CacheDirectory.locate(), CHECK, Progress.SILENT);
        Process node = new ProcessBuilder(
                        "node", CHECK.resolve("check.mjs").toString(), String.valueOf(modules.getParent()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = node.getOutputStream()) {
            in.write(question.toString().getBytes(StandardCharsets.UTF_8));
        }
        byte[] answer = node.getInputStream().readAllBytes();
        assertThat(node.waitFor()).isZero();
        return Json.STRICT.readTree(answer);
    }

    @Test
    void anyTwoBatchesFollowOneAnother() throws Exception {
        List<JsonNode> anchors = anchors();
        for (int from = 0; from < anchors.size(); from++) {
            for (int to = from; to < anchors.size(); to++) {
                JsonNode answer = get(
                        "consistency?from=%s&to=%s"
                                .formatted(
                                        anchors.get(from).path("batchId"),
                                        anchors.get(to).path("batchId")),
                        200);
                String root = answer.path("fromRoot").asText();
                for (JsonNode step : answer.path("steps")) {
                    Proof proof = Proof.of(step);
                    assertThat(proof.agrees()).isTrue();
                    assertThat(step.path("value").path(3).asText()).isEqualTo(root);
                    root = step.path("root").asText();
                }
                assertThat(root).isEqualTo(answer.path("toRoot").asText());
                assertThat(root).isEqualTo(anchors.get(to).path("root").asText());
            }
        }
        assertThat(get("consistency?from=1&to=999", 404).path("code").asText()).isEqualTo("UNKNOWN");
        assertThat(get("consistency?from=2&to=1", 400).path("field").asText()).isEqualTo("to");
    }

    @Test
    void everyPayerFindsItsShareAndTheTreasuryCoversAll() throws Exception {
        int shares = 0;
        for (String owner : List.of(Story.ALICE.toString(), Story.CAROL.toString(), Story.PROVIDER.toString())) {
            for (JsonNode chain : get("liabilities?account=" + owner, 200).path("chains")) {
                assertThat(chain.path("covered").asBoolean())
                        .as(chain.toString())
                        .isTrue();
                JsonNode share = chain.path("share");
                if (!share.isMissingNode()) {
                    List<SumTree.Sibling> siblings = new ArrayList<>();
                    share.path("proof")
                            .forEach(sibling -> siblings.add(new SumTree.Sibling(
                                    sibling.path("left").asBoolean(),
                                    new SumTree.Node(
                                            HexFormat.of()
                                                    .parseHex(sibling.path("hash")
                                                            .asText()
                                                            .substring(2)),
                                            sibling.path("sumNano").asLong()))));
                    SumTree.Node root = SumTree.rootOf(
                            owner,
                            chain.path("chainId").asLong(),
                            share.path("owedNano").asLong(),
                            HexFormat.of().parseHex(share.path("salt").asText().substring(2)),
                            siblings);
                    assertThat("0x" + HexFormat.of().formatHex(root.hash()))
                            .isEqualTo(chain.path("sumRoot").asText());
                    assertThat(Long.toString(root.sumNanos()))
                            .isEqualTo(chain.path("value").path(2).asText());
                    shares++;
                }
            }
        }
        assertThat(shares).isGreaterThanOrEqualTo(2);
    }

    /** What a chain's treasury holds beside what it owes to payers and providers, and to other chains. */
    @ParameterizedTest
    @CsvSource({"0, 0, true", "-1, 0, false", "0, 1, false", "1, 1, true", "0, -1, true"})
    void coveredIsWhatTheTreasuryHoldsMoreOrAsMuchOf(long more, long between, boolean covered) throws Exception {
        JsonNode chain = get("liabilities", 200).path("chains").path(0);
        String row = " FROM merkle_liabilities WHERE chain_id = %s AND batch_id = %s"
                .formatted(chain.path("chainId"), get("liabilities", 200).path("batchId"));
        String before = database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT treasury_nanos || ' ' || between_chains_nanos || ' ' || sum_nanos" + row)
                        .mapTo(String.class)
                        .one());
        String[] was = before.split(" ", -1);
        String update = "UPDATE merkle_liabilities SET treasury_nanos = %s, between_chains_nanos = %s"
                + row.replace(" FROM merkle_liabilities", "");
        execute(update.formatted(Long.parseLong(was[2]) + more, between));
        try {
            assertThat(get("liabilities", 200)
                            .path("chains")
                            .path(0)
                            .path("covered")
                            .asBoolean())
                    .isEqualTo(covered);
        } finally {
            execute(update.formatted(was[0], was[1]));
        }
    }

    /** A row that was changed behind the projector's back gives no proof, whether it is the line's own or another of its batch. */
    @Test
    void aChangedRowGivesNoProof() throws Exception {
        String line = lines().getLast();
        String[] place = line.split(":", -1);
        String row =
                " WHERE topic = '%s' AND partition = %s AND record_offset = %s".formatted(place[0], place[1], place[2]);
        execute("UPDATE journal_lines SET hash = set_byte(hash, 7, get_byte(hash, 7) # 1)" + row);
        try {
            JsonNode problem = get("proofs/" + line, 409);
            assertThat(problem.path("code").asText()).isEqualTo("PROJECTION_DIFFERS");
            assertThat(problem.path("detail").asText()).contains("batch ");
        } finally {
            execute("UPDATE journal_lines SET hash = set_byte(hash, 7, get_byte(hash, 7) # 1)" + row);
        }
        get("proofs/" + line, 200);
    }

    /** Whatever is shown of a line is what its topic has, or there is no proof of it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            entries  | UPDATE journal_lines SET entries = '[]' WHERE | UPDATE journal_lines SET entries = CAST(? AS jsonb) WHERE | SELECT entries FROM journal_lines WHERE
            balances | UPDATE journal_lines SET balances = '[]' WHERE | UPDATE journal_lines SET balances = CAST(? AS jsonb) WHERE | SELECT balances FROM journal_lines WHERE
            outcome  | UPDATE journal_lines SET outcome = 'REJECTED' WHERE | UPDATE journal_lines SET outcome = ? WHERE | SELECT outcome FROM journal_lines WHERE
            postings | UPDATE postings SET amount_nanos = amount_nanos + 1 WHERE posting_index = 0 AND | UPDATE postings SET amount_nanos = CAST(? AS bigint) WHERE posting_index = 0 AND | SELECT amount_nanos FROM postings WHERE posting_index = 0 AND
            """)
    void aLineWhoseContentWasChangedGivesNoProof(String what, String change, String back, String before)
            throws Exception {
        JsonNode line = get("journal?limit=500&from=0&inputType=UsageReceipt", 200)
                .path("items")
                .path(0);
        if (!what.equals("entries")) {
            line = get("journal?limit=500&from=0&inputType=SettlementRequested&outcome=accepted", 200)
                    .path("items")
                    .path(0);
        }
        String place = line.path("topic").asText() + ":" + line.path("partition") + ":" + line.path("offset");
        String row = " topic = '%s' AND partition = %s AND record_offset = %s"
                .formatted(line.path("topic").asText(), line.path("partition"), line.path("offset"));
        String was = database.jdbi()
                .withHandle(handle ->
                        handle.createQuery(before + row).mapTo(String.class).one());
        get("proofs/" + place, 200);
        execute(change + row);
        try {
            JsonNode problem = get("proofs/" + place, 409);
            assertThat(problem.path("code").asText()).isEqualTo("PROJECTION_DIFFERS");
            assertThat(problem.path("detail").asText()).endsWith(": " + what);
        } finally {
            database.jdbi().useHandle(handle -> handle.execute(back + row, was));
        }
        get("proofs/" + place, 200);
    }

    private static void execute(String sql) {
        int changed = database.jdbi().withHandle(handle -> handle.execute(sql));
        assertThat(changed).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        assertThat(get("proofs/ledger.journal.v1:0:999999", 404).path("code").asText())
                .isEqualTo("UNKNOWN");
        assertThat(get("proofs/nonsense", 400).path("field").asText()).isEqualTo("entry");
        assertThat(get("anchors/999", 404).path("code").asText()).isEqualTo("UNKNOWN");
        assertThat(get("liabilities?batch=999", 404).path("code").asText()).isEqualTo("UNKNOWN");
    }
}
