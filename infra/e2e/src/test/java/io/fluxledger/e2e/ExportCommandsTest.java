package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.local.client.Wallet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands that bring the log out, on a running stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BALANCE =
            "SELECT account_type, sum(amount_nanos) AS nanos FROM %s WHERE owner = '%s' GROUP BY 1 ORDER BY 1";

    @TempDir
    private Path directory;

    private LiveStack stack;
    private String payer;

    @BeforeAll
    void deposit() {
        stack = LiveStack.shared();
        Wallet wallet = Wallet.fresh(stack.chains());
        Funding.deposit(stack, wallet, 7_000_000);
        payer = wallet.address().toString();
        // Its credit is answered before it is committed; the projection shows what is.
        await().atMost(Duration.ofMinutes(1))
                .until(() -> ran("sql", "--format", "csv", BALANCE.formatted("postings", payer))
                        .contains("PAYER_AVAILABLE"));
    }

    private String ran(String... arguments) {
        LiveStack.Ran ran = stack.ledger(arguments);
        assertThat(ran.status()).as(ran.err() + ran.out()).isZero();
        return ran.out();
    }

    private List<JsonNode> lines(String... arguments) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : ran(arguments).lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void theProjectionAndTheParquetFilesAnswerAlikeAndNothingCanBeChanged() {
        String tables = directory.resolve("tables").toString();
        assertThat(ran("export", "parquet", tables)).contains("journal_lines", "postings", "inputs");
        String expected = "account_type,nanos\r\nPAYER_AVAILABLE,7000000000\r\n";
        assertThat(ran("sql", "--format", "csv", "--parquet", tables, BALANCE.formatted("postings", payer)))
                .isEqualTo(expected);
        assertThat(ran("sql", "--format", "csv", BALANCE.formatted("postings", payer)))
                .isEqualTo(expected);
        assertThat(ran("sql", "SELECT sum(amount_nanos) AS made_or_lost FROM postings"))
                .contains("made_or_lost")
                .contains("(1 rows)");

        for (String change : List.of(
                "DELETE FROM postings", "COMMIT; SET default_transaction_read_only = off; DROP TABLE postings")) {
            LiveStack.Ran refused = stack.ledger("sql", change);
            assertThat(refused.status()).as(change).isOne();
        }
        LiveStack.Ran outside = stack.ledger("sql", "--parquet", tables, "SELECT * FROM read_csv('/etc/passwd')");
        assertThat(outside.status()).isOne();
        assertThat(ran("sql", "--format", "json", BALANCE.formatted("postings", payer)))
                .contains("\"7000000000\"");
    }

    @Test
    void csvAndHledgerAndALiveDump() throws Exception {
        ran("export", "csv", directory.resolve("csv").toString());
        assertThat(Files.readString(directory.resolve("csv/postings.csv"))).contains(payer);
        Path journal = directory.resolve("ledger.journal");
        assertThat(ran("export", "hledger", journal.toString())).contains("balance assertions");
        assertThat(Files.readString(journal)).contains("liabilities:payers:" + payer + ":available:43114");
        Path dump = directory.resolve("dump");
        assertThat(ran("export", "topics", dump.toString(), "--live")).contains("topics", "schemas");
        assertThat(JSON.readTree(dump.resolve("manifest.json").toFile()).path("schemas"))
                .hasSizeGreaterThan(40);
        assertThat(stack.ledger("import", dump.toString()).status()).isOne();
    }

    @Test
    void tailShowsWhatIsAskedFor() throws Exception {
        List<JsonNode> credited = lines(
                "tail",
                "ledger.journal.v1",
                "--from-beginning",
                "-n",
                "50",
                "--key",
                payer,
                "--where",
                "value.entries._type=DepositCredited",
                "--headers");
        assertThat(credited).hasSize(1);
        assertThat(credited.getFirst().at("/value/outcome").asText()).isEqualTo("ACCEPTED");
        assertThat(credited.getFirst().path("headers").isObject()).isTrue();
        int partition = credited.getFirst().path("partition").asInt();
        assertThat(lines(
                        "tail",
                        "ledger.inputs.v1",
                        "--since",
                        "PT1H",
                        "-n",
                        "50",
                        "--key",
                        payer,
                        "--type",
                        "CreditsDeposited",
                        "--partition",
                        Integer.toString(partition)))
                .hasSize(1);
        assertThat(lines(
                        "tail",
                        "ledger.inputs.v1",
                        "--from-beginning",
                        "-n",
                        "50",
                        "--key",
                        payer,
                        "--until",
                        "2020-01-01T00:00:00Z"))
                .isEmpty();
        assertThat(lines(
                        "tail",
                        "ledger.journal.v1",
                        "--from-beginning",
                        "-n",
                        "50",
                        "--key",
                        payer,
                        "--where",
                        "value.outcome!=ACCEPTED"))
                .isEmpty();
        assertThat(stack.ledger("tail", "ledger.journal.v1", "--where", "nonsense")
                        .status())
                .isEqualTo(2);
    }
}
