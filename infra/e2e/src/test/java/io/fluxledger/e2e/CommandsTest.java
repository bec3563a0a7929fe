package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.audit.prove.Proof;
import io.fluxledger.local.LedgerCli;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.EncryptedSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Credentials;

/** Commands of the README that no other test runs, on a running stack. */
class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path directory;

    private static LiveStack stack;
    private static String payer;

    @BeforeAll
    static void deposit() {
        stack = LiveStack.shared();
        Wallet wallet = Wallet.fresh(stack.chains());
        Funding.deposit(stack, wallet, 2_000_000);
        payer = wallet.address().toString();
        // Its credit is answered before it is committed; the projection shows what is.
        await().atMost(PATIENCE).until(() -> balance().contains("2000000000"));
    }

    private static String ran(String... arguments) {
        LiveStack.Ran ran = stack.ledger(arguments);
        assertThat(ran.status()).as(ran.err() + ran.out()).isZero();
        return ran.out();
    }

    private static String balance() {
        return ran(
                "sql",
                "--format",
                "csv",
                "SELECT sum(amount_nanos) AS nanos FROM balances WHERE owner = '%s'".formatted(payer));
    }

    @Test
    void aLoadIsSettledToTheNano() {
        assertThat(ran("load", "--limit", "40", "--seed", "9", "--payers", "3", "--providers", "2"))
                .contains("40");
        assertThat(ran("verify", "--quiet")).isNotNull();
    }

    /** The line of a deposit, once its batch is anchored: proven here, by the log and by the contract. */
    @Test
    void aLineIsProvenOnChain() throws Exception {
        JsonNode line = JSON.readTree(ran(
                "tail",
                "ledger.journal.v1",
                "--from-beginning",
                "-n",
                "1",
                "--key",
                payer,
                "--where",
                "value.entries._type=DepositCredited"));
        String entry = "ledger.journal.v1:" + line.path("partition") + ":" + line.path("offset");
        Path file = directory.resolve("proof.json");
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> ran("proof", entry, "--out", file.toString()));
        assertThat(ran("proof", entry)).contains("the proof leads to it", "FluxPayAudit.verify says true");
        assertThat(Proof.of(JSON.readTree(file.toFile())).agrees()).isTrue();
        LiveStack.Ran none = stack.ledger("proof", "ledger.journal.v1:0:99999999");
        assertThat(none.status()).isOne();
    }

    @Test
    void theProjectionIsRebuiltAndAnswersAsBefore() {
        String before = balance();
        assertThat(ran("rebuild")).containsPattern("rebuilt [0-9,]+ records; the generations changed places");
        assertThat(balance()).isEqualTo(before).contains("2000000000");
    }

    @Test
    void tablesAreExportedAsCsv() throws Exception {
        Path tables = directory.resolve("csv");
        assertThat(ran("export", "csv", tables.toString())).contains("postings");
        try (var files = Files.list(tables)) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("postings.csv", "journal_lines.csv");
        }
        assertThat(Files.readString(tables.resolve("postings.csv"))).contains(payer);
    }

    @Test
    void aProviderReadsItsEncryptedBalance() throws Exception {
        Credentials wallet = Credentials.create("0x" + "7e".repeat(31) + "01");
        new EncryptedSetup(stack.directory()).fundGas(wallet.getAddress());
        Path key = Files.writeString(directory.resolve("wallet"), "7e".repeat(31) + "01");
        Path password = Files.writeString(directory.resolve("password"), "of this test, long enough\n");
        List<String> whose = List.of(
                "--wallet",
                key.toString(),
                "--key",
                directory.resolve("own.eerc").toString(),
                "--password-file",
                password.toString());
        assertThat(with(whose, "private", "register").out()).contains("registered 0x");
        assertThat(with(whose, "private", "register").out()).contains("is registered already");
        assertThat(with(whose, "private", "balance").out().strip()).isEqualTo("0");
        LiveStack.Ran more = with(whose, "private", "withdraw", "--amount", "1.5");
        assertThat(more.status()).isOne();
        assertThat(more.err()).contains("the balance is 0 USDC; 1.5 cannot be withdrawn");
    }

    private static LiveStack.Ran with(List<String> whose, String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(whose);
        return stack.ledger(all.toArray(String[]::new));
    }

    /** Every command, those within commands too, says what it does; and shells complete them. */
    @Test
    void everyCommandHelpsAndIsCompleted() {
        String completion = ran("completion");
        assertThat(completion).contains("complete -F", "export", "hledger", "--fresh");
        LedgerCli.commandLine().getSubcommands().forEach((name, command) -> {
            if (name.equals("help") || name.equals("completion")) {
                return;
            }
            assertThat(command.getUsageMessage()).as(name).contains("Usage:", name);
            assertThat(LedgerCli.commandLine().execute(name, "--help")).as(name).isZero();
        });
    }
}
