package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.access.ReadAccess;
import io.fluxledger.audit.access.Sessions;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.console.Console;
import io.fluxledger.audit.decrypt.EncryptedReserves;
import io.fluxledger.audit.http.ReconciliationRoutes;
import io.fluxledger.audit.prove.ProofQueries;
import io.fluxledger.audit.read.AuditQueries;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.testkit.TestPostgres;
import io.fluxledger.testkit.browser.Browser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console in a real browser, on the projection of the story. */
class ConsoleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOSTILE =
            "\"><img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>";

    private static Database database;
    private static AuditMain service;
    private static Browser browser;

    @BeforeAll
    static void start() {
        TestPostgres postgres = TestPostgres.fresh();
        service = ToldStory.start(postgres, Map.of("seal.interval", "PT1S"));
        database = Database.connect(ToldStory.configuration(postgres));
        ToldStory.shared().awaitEnd(database);
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
        service.close();
        database.close();
    }

    @BeforeEach
    void open() {
        browser.open(at("/"));
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + service.port() + path;
    }

    private static void sees(String at, String... texts) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text(at))
                        .as(() -> at + " on " + browser.url() + ", " + browser.text("main"))
                        .contains(texts));
    }

    private static void signIn() {
        browser.go(at("/console/sign-in"));
        browser.type("#key", TestKeys.AUDITOR.secret());
        browser.press("Enter");
        sees("footer", "Signed in as auditor");
    }

    private static void sql(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** In light and dark and on a phone: a picture, no violation of the rules of accessibility, nothing that sticks out. */
    private static void looksWell(String name) {
        String table = """
                light light 1280
                dark  dark  1280
                phone light 360
                """;
        for (String row : table.lines().toList()) {
            String[] cells = row.split("\\s+", -1);
            browser.look(cells[1], Integer.parseInt(cells[2]), 800);
            browser.screenshot("console-" + name + "-" + cells[0]);
            assertThat(browser.audit()).as(name + " " + row).isEmpty();
            assertThat(browser.overflow()).as(name + " " + row).isZero();
        }
        browser.look("light", 1280, 900);
        assertThat(browser.complaints()).as(name).isEmpty();
    }

    @Test
    void howItAllStands() {
        sees("#held", "Held beyond what is owed");
        sees("#trial-balance", "Payer available");
        assertThat(browser.text("#trial-balance")).doesNotContain("Provider payable", "Treasury");
        looksWell("overview-of-strangers");
        signIn();
        browser.go(at("/"));
        sees("#check-sum", "The books add up", "sum to 0 USDC");
        sees("#check-covered", "The treasuries cover what is owed");
        sees("#check-lag", "Everything on the log is here");
        sees("#trial-balance", "Treasury", "Provider payable");
        sees("#calls", "call-1", "Settled");
        sees("#check-discrepancies", "There are discrepancies");
        await().atMost(PATIENCE).untilAsserted(() -> {
            browser.reload();
            assertThat(browser.text("#check-sealed")).contains("The rows give the sealed root");
        });
        looksWell("overview");
    }

    @Test
    void whereACallsMoneyWent() {
        signIn();
        browser.go(at("/"));
        browser.press("/");
        assertThat(browser.focused()).isEqualTo("q");
        browser.keys("call-1");
        browser.press("Enter");
        sees("#found", "Intent");
        looksWell("search");
        browser.click("#found a[href$=\"payer=" + Story.ALICE + "\"]");
        sees(
                "#money-says",
                "0.01 USDC at most were locked. 0.007 were used: 0.006993 went to the provider, 0.000007 are the fee."
                        + " 0.003 came back to the payer.");
        sees("#timeline", "ledger.inputs.v1", "ledger.journal.v1", "provider.journal.v1", Story.BATCH, "0.006993");
        looksWell("call");
    }

    @Test
    void anAccountNowAndThen() {
        browser.go(at("/console/accounts/" + Story.ALICE));
        sees("#balances", "Payer available");
        sees("#transfers", "Deposit", "100");
        looksWell("account");
        browser.type("#as_of", "1970-01-01T00:00:00Z");
        browser.press("Enter");
        sees("#balances", "as of 1970-01-01T00:00:00Z", "none.");
        browser.type("#as_of", "yesterday");
        browser.press("Enter");
        sees("#error", "As of is a time such as");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatAProviderEarns() {
        signIn();
        browser.go(at("/console/providers/" + Story.PROVIDER));
        sees("#earned-says", "calls cost their payers", "are the provider's");
        sees("#windows", "0.006993");
        looksWell("provider");
        browser.go(at("/console/windows/" + Story.WINDOW_END_MS));
        sees("#windows", "0.006993");
        looksWell("window");
    }

    @Test
    void ledgerAgainstChain() {
        browser.go(at("/console/reconciliation"));
        sees("#chain-" + Story.HOME, "The treasury covers all credits", "beyond what is owed");
        assertThat(browser.text("#main")).doesNotContain("Treasury, by the ledger");
        looksWell("reconciliation-of-strangers");
        signIn();
        browser.go(at("/console/reconciliation"));
        sees("#chain-" + Story.HOME, "The treasury covers all credits", "the chain was not asked");
        looksWell("reconciliation");
        browser.go(at("/console/transactions"));
        browser.click("#list a[href^=\"/console/transactions/\"]");
        sees("#facts", "Record", "chain.transactions.v1");
        looksWell("transaction");
    }

    /** What providers earn and are paid is shown to auditors alone, on every page. */
    @Test
    void whatIsForAuditors() {
        String batch = "/console/batches/" + Story.BATCH;
        for (String path : List.of(
                batch,
                "/console/batches",
                "/console/payouts",
                "/console/windows",
                "/console/providers",
                "/console/windows/" + Story.WINDOW_END_MS,
                "/console/providers/" + Story.PROVIDER,
                "/console/transactions/payout:" + Story.PAYOUT)) {
            browser.go(at(path));
            assertThat(browser.text("#main")).as(path).contains("for auditors").doesNotContain("0.006993");
        }
        browser.go(at(batch));
        looksWell("batch-of-strangers");
        browser.go(at("/console/sign-in"));
        looksWell("sign-in");
        browser.type("#key", TestKeys.AUDITOR.secret().replaceFirst(".$", "x"));
        browser.click("#sign-in");
        sees("#key-error", "no key or token of an auditor");
        signIn();
        browser.go(at(batch));
        sees("#payouts", "0.006993");
        assertThat(browser.text("#main")).doesNotContain("for auditors");
        looksWell("batch");
        browser.go(at("/console/sign-in"));
        browser.click("#sign-out");
        sees("footer", "Sign in");
        browser.go(at(batch));
        sees("#secret", "for auditors");
    }

    /** What others wrote is text, wherever it stands. */
    @Test
    void nothingFromOutsideIsMarkup() {
        database.jdbi().useHandle(handle -> {
            handle.execute("UPDATE disputes SET reason = ?, intent_id = ?", HOSTILE, HOSTILE);
            handle.execute("UPDATE chain_transactions SET reason = ?", HOSTILE);
            handle.execute(
                    "INSERT INTO intents (payer, intent_id, opened_status, opened_clock_ms, max_amount_nanos)"
                            + " VALUES (?, ?, 'LOCKED', 1, 5)",
                    Story.ALICE.toString(),
                    HOSTILE);
        });
        for (String path :
                List.of("/console/discrepancies", "/console/intents", "/", "/console/accounts/" + Story.ALICE)) {
            browser.go(at(path));
            assertThat(browser.text("h1")).as(path).isNotEmpty();
            assertThat(browser.complaints()).as(path).isEmpty();
        }
        browser.go(at("/console/discrepancies"));
        assertThat(browser.text("#list")).contains(HOSTILE);
        browser.type("#q", HOSTILE);
        browser.click("[role=search] button");
        sees("h1", "Search");
        assertThat(browser.value("#q")).isEqualTo(HOSTILE);
        browser.click("#found a[href^=\"/console/intents/\"]");
        sees(".id", HOSTILE);
        assertThat(browser.complaints()).isEmpty();
        sql("DELETE FROM intents WHERE opened_clock_ms = 1");
    }

    @Test
    void byKeyboardAlone() {
        browser.press("Tab");
        assertThat(browser.focused()).isEqualTo("Skip to content");
        browser.press("Enter");
        assertThat(browser.focused()).isEqualTo("main");
        browser.go(at("/"));
        goTo("Reconciliation");
        browser.press("Enter");
        sees("h1", "Reconciliation");
    }

    private static void goTo(String element) {
        for (int i = 0; i < 20 && !browser.focused().equals(element); i++) {
            browser.press("Tab");
        }
        assertThat(browser.focused()).isEqualTo(element);
    }

    /** What comes while a page is open is on it without anything being done, and the focus stays where it is. */
    @Test
    void whatIsNewComesByItself() {
        AtomicLong projected = new AtomicLong();
        HttpService http = new HttpService(new HttpService.Config("127.0.0.1", 0, 1_024), new Health(), new Metrics());
        AuditQueries queries = new AuditQueries(database.jdbi());
        ReadAccess access = new ReadAccess(Callers.NONE, new Sessions(Callers.NONE, System::currentTimeMillis));
        try (Console console = new Console(
                queries,
                new ProofQueries(database.jdbi()),
                access,
                new Console.Sources(
                        new ReconciliationRoutes(
                                        queries, List.of(), new EncryptedReserves(database.jdbi(), List.of()), access)
                                ::reconcile,
                        projected::get,
                        Map::of))) {
            console.addTo(http);
            http.start();
            browser.open("http://127.0.0.1:" + http.port() + "/console/intents?payer=" + Story.BOB);
            sees("#list", "call-1");
            for (int i = 0; i < 20 && !browser.focused().equals("call-1"); i++) {
                browser.press("Tab");
            }
            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "INSERT INTO intents (payer, intent_id, opened_status, opened_clock_ms, max_amount_nanos)"
                                    + " VALUES (?, 'just-now', 'LOCKED', 9999999999999, 5)",
                            Story.BOB.toString()));
            projected.addAndGet(500);
            sees("#list", "just-now");
            assertThat(browser.focused()).isEqualTo("call-1");

            browser.click("#pause");
            sees("#live", "Updates are paused.");
            sql("DELETE FROM intents WHERE intent_id = 'just-now'");
            projected.addAndGet(500);
            browser.click("#pause");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browser.text("#list")).doesNotContain("just-now"));
            assertThat(browser.complaints()).isEmpty();
        } finally {
            sql("DELETE FROM intents WHERE intent_id = 'just-now'");
            http.close();
        }
    }
}
