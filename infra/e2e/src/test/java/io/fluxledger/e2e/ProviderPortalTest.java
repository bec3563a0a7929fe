package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.demo.GatewayCaller;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.ProviderPool;
import io.fluxledger.testkit.browser.Browser;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The provider's page in a real browser, on the running stack, with the DEMO provider and the sandbox of a KYC portal. */
class ProviderPortalTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static LiveStack stack;
    private static Browser browser;
    private static ProviderPool.Member member;
    private static String memberKey;
    private static String otherKey;
    private static String auditorKey;

    /** The worker looks into the file of keys once a second: what is made here is known when a browser has started. */
    @BeforeAll
    static void start() {
        stack = LiveStack.shared();
        member = new ProviderPool(stack.directory()).unused(LocalChain.HOME);
        memberKey = key("provider", "--account", member.key().address().toString());
        otherKey = key("provider", "--account", "0x" + "a7".repeat(20));
        auditorKey = key("auditor");
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    private static void sees(String at, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text(at)).as(at).contains(text));
    }

    private static String url() {
        return stack.state().url(Parts.SETTLEMENT) + "/";
    }

    private static String key(String role, String... account) {
        String[] command = new String[4 + account.length];
        System.arraycopy(new String[] {"key", "new", "--role", role}, 0, command, 0, 4);
        System.arraycopy(account, 0, command, 4, account.length);
        LiveStack.Ran made = stack.ledger(command);
        assertThat(made.status()).as(made.err()).isZero();
        return made.out().trim();
    }

    /** Credits of a fresh payer, for two calls. */
    private static Wallet payer() {
        Wallet payer = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, 1_000_000);
        return payer;
    }

    private static void call(Wallet payer, ProviderPool.Member provider) {
        try (LedgerClient intake = stack.intake()) {
            GatewayCaller caller = new GatewayCaller(intake);
            GatewayCaller.Challenge challenge =
                    caller.ask(provider.name(), GatewayCaller.PROMPT, GatewayCaller.CREDITS);
            Answer answer = caller.pay(challenge, payer::creditsPayment);
            assertThat(answer.status()).as(answer.describe()).isEqualTo(200);
        }
    }

    private static void closeWindow() {
        try (LedgerClient settlement = new LedgerClient(
                stack.state().url(Parts.SETTLEMENT), stack.directory().readOperatorKey())) {
            settlement
                    .post("/v1/settlement/windows/close", JsonNodeFactory.instance.objectNode())
                    .require("closing the window");
        }
    }

    private static void identity(String provider, String status) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("status", status).put("reason", "said by the test");
        try (LedgerClient portal = new LedgerClient(stack.state().url(Parts.KYC))) {
            portal.post("/providers/" + provider + "/status", body).require("the sandbox portal");
        }
    }

    private static long chainMicros(String provider) {
        try (ChainDeployer deployer = new ChainsSetup(stack.directory())
                .deployer(
                        LocalChain.HOME,
                        stack.chains()
                                .chain(LocalChain.HOME.chainId())
                                .orElseThrow()
                                .rpcUrl())) {
            return deployer.usdcBalanceMicros(provider);
        }
    }

    @Test
    void aProviderClaimsWhatItEarned() {
        String provider = member.key().address().toString();
        identity(provider, "pending");

        browser.open(url());
        browser.type("#key", memberKey);
        browser.click("#sign-in-submit");
        sees("#provider", provider.toLowerCase(java.util.Locale.ROOT));
        sees("#identity", "under way (said by the test)");
        sees("#state", "Serving requests");
        browser.click("#automatic");
        sees("#claim-status", "You claim your payouts here.");

        call(payer(), member);
        sees("#running-calls", "1");
        sees("#running-gross", "0.007");
        sees("#running-tokens", "100, 50");
        closeWindow();
        sees("#claimable", "0.006993");
        sees("#state", "Funds are there for you");
        sees("#payouts-list [data-state=claimable]", "0.006993 USDC");
        sees("#windows-rows", "0.007");
        sees("#notifications-list [data-type='payout.claimable']", "delivered");
        pictures();

        browser.click("#payouts-list button");
        sees("#claim-error", "Your identity check is not approved yet.");
        identity(provider, "approved");
        sees("#identity", "approved");
        assertThat(chainMicros(provider)).isZero();
        browser.click("#payouts-list button");
        sees("#claim-status", "Claimed. It is on its way.");
        sees("#paid", "0.006993");
        sees("#payouts-none", "Nothing is waiting");
        sees("#windows-rows", "paid");
        sees("#notifications-list [data-type='payout.paid']", "delivered");
        assertThat(chainMicros(provider)).isEqualTo(6_993);

        // The key is kept for the tab, and forgotten on demand.
        browser.reload();
        sees("#paid", "0.006993");
        browser.click("#sign-out");
        assertThat(browser.text("#earnings")).isEmpty();
        assertThat(browser.focused()).isEqualTo("key");
        browser.reload();
        assertThat(browser.text("#sign-in-submit")).isEqualTo("Show my payouts");
        assertThat(browser.complaints()).isEmpty();
    }

    private static void pictures() {
        for (String[] look : new String[][] {{"light", "1024"}, {"dark", "1024"}, {"light", "360"}}) {
            browser.look(look[0], Integer.parseInt(look[1]), 900);
            assertThat(browser.overflow()).as(look[0] + " " + look[1]).isZero();
            assertThat(browser.audit()).as(look[0] + " " + look[1]).isEmpty();
            browser.screenshot("portal-" + look[0] + "-" + look[1]);
        }
        browser.look("light", 1024, 900);
    }

    @Test
    void keysThatOpenNothing() {
        browser.open(url());
        browser.click("#sign-in-submit");
        sees("#key-error", "Enter the key that you were given.");
        assertThat(browser.attribute("#key", "aria-invalid")).isEqualTo("true");
        browser.type("#key", "flux_0123456789abcdef_" + "00".repeat(32));
        browser.press("Enter");
        sees("#key-error", "This key is not known here.");
        browser.type("#key", auditorKey);
        browser.press("Enter");
        sees("#key-error", "This is not a provider's key.");
        assertThat(browser.focused()).isEqualTo("key");
        assertThat(browser.text("#earnings")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void byKeyboardAlone() {
        browser.open(url());
        browser.press("Tab");
        assertThat(browser.focused()).isEqualTo("key");
        browser.keys(otherKey);
        browser.press("Enter");
        sees("#state", "Serving requests");
        sees("#windows-none", "No window has closed yet.");
        for (int i = 0; i < 5 && !browser.focused().equals("sign-out"); i++) {
            browser.press("Tab");
        }
        assertThat(browser.focused()).isEqualTo("sign-out");
        browser.press("Tab");
        assertThat(browser.focused()).isEqualTo("automatic");
        browser.press("Space");
        sees("#claim-status", "You claim your payouts here.");
    }
}
