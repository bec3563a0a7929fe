package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.testkit.browser.Browser;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The payer's page in a real browser, on the running stack, with a wallet whose key the test holds. */
class PayerPageTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long HOME = LocalChain.HOME.chainId();
    private static final long REMOTE = LocalChain.REMOTE.chainId();
    private static final String SIGN = "eth_signTypedData_v4";

    private static LiveStack stack;
    private static ChainsFile chains;
    private static Browser browser;

    @BeforeAll
    static void start() {
        stack = LiveStack.shared();
        chains = stack.chains();
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    private static ObjectNode wallet(PrivateKey key, long chainId) {
        ObjectNode wallet = Browser.options().put("key", "0x" + key.exposeHex()).put("chainId", chainId);
        ObjectNode nodes = wallet.putObject("rpcUrls");
        chains.chains()
                .forEach(chain ->
                        nodes.put(Long.toString(chain.chainId()), chain.rpcUrl().toString()));
        return wallet;
    }

    private static ObjectNode declining(String method) {
        ObjectNode changes = Browser.options();
        changes.putArray("declines").add(method);
        return changes;
    }

    private static ObjectNode agreeing() {
        ObjectNode changes = Browser.options();
        changes.putArray("declines");
        return changes;
    }

    private static void open(PrivateKey key, long chainId) {
        browser.open(url(), wallet(key, chainId));
    }

    private static String url() {
        return stack.state().url(Parts.INTAKE) + "/";
    }

    private static void connect() {
        browser.click("#wallet-choices button");
        sees("#account-state", "No credits yet. Top up to make calls.");
    }

    private static void sees(String at, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.text(at)).as(at).contains(text));
    }

    private static void topUp(String amount, long chainId) {
        browser.type("#topup-amount", amount);
        browser.select("#topup-chainId", Long.toString(chainId));
        browser.click("#topup-submit");
    }

    private static void withdraw(String amount, long chainId) {
        browser.type("#withdraw-amount", amount);
        browser.select("#withdraw-chainId", Long.toString(chainId));
        browser.click("#withdraw-submit");
    }

    /** USDC out of nothing, as a development chain can. */
    private static void mint(PrivateKey key, LocalChain chain, long amountMicros) {
        try (ChainDeployer deployer = new ChainsSetup(stack.directory())
                .deployer(chain, chains.chain(chain.chainId()).orElseThrow().rpcUrl())) {
            deployer.mintUsdc(key.address().toString(), amountMicros);
        }
    }

    /** A call of the DEMO provider through the gateway, which costs 0.007. */
    private static void call(PrivateKey key) {
        ProviderPool.Member provider =
                new ProviderPool(stack.directory()).forLoad(1).getFirst();
        try (LedgerClient intake = stack.intake()) {
            GatewayCaller caller = new GatewayCaller(intake);
            GatewayCaller.Challenge challenge =
                    caller.ask(provider.name(), GatewayCaller.PROMPT, GatewayCaller.CREDITS);
            Answer answer = caller.pay(challenge, new Wallet(key, chains)::creditsPayment);
            assertThat(answer.status()).as(answer.describe()).isEqualTo(200);
        }
    }

    @Test
    void fromTheWalletToTheWallet() {
        PrivateKey key = PrivateKey.generate(RANDOM);
        mint(key, LocalChain.HOME, 20_000_000);
        // The wallet stands on another chain, and is asked to change.
        open(key, REMOTE);
        connect();
        assertThat(browser.text("#address")).isEqualTo(key.address().toString());
        sees("#wallet-usdc", "0 on arbitrum");

        topUp("12.5", HOME);
        sees("#topup-status", "Received. The credits come when the chain has confirmed.");
        sees("#topup-pending", "+12.5 USDC");
        sees("#available", "12.5");
        sees("#account-state", "Ready: calls are paid from your credits.");
        sees("#wallet-usdc", "7.5 on avalanche");
        sees("#transfers-list", "credited");
        await().atMost(PATIENCE).until(() -> browser.text("#topup-pending").isEmpty());
        assertThat(browser.text("#chains tr[data-chain-id=\"43114\"]")).startsWith("avalanche");
        assertThat(browser.text("#as-of")).contains("As of input ");

        call(key);
        sees("#available", "12.493");
        browser.click("#calls-show");
        sees("#calls-list [data-status=SETTLED]", "0.007 USDC");
        assertThat(browser.text("#calls-list")).contains("paid", "0.043 came back");
        pictures();

        // What was signed for is still there after the page was loaded again; nothing is asked anew.
        browser.reload();
        sees("#available", "12.493");
        sees("#calls-list", "0.007 USDC");

        browser.click("#withdraw-all");
        assertThat(browser.value("#withdraw-amount")).isEqualTo("12.493");
        browser.click("#withdraw-submit");
        sees("#withdraw-status", "Accepted.");
        sees("#wallet-usdc", "19.993 on avalanche");
        sees("#account-state", "You took your credits out. Top up to make calls again.");
        sees("#transfers-list", "paid out");
        assertThat(browser.text("#available")).isEqualTo("0");
        assertThat(browser.wallet(agreeing()))
                .containsExactly("eth_requestAccounts", "wallet_switchEthereumChain", SIGN, SIGN, SIGN);
        assertThat(browser.complaints()).isEmpty();
    }

    private static void pictures() {
        String table = """
                light light 1024
                dark  dark  1024
                phone light 360
                """;
        for (String row : table.lines().toList()) {
            String[] cells = row.split("\\s+", -1);
            browser.look(cells[1], Integer.parseInt(cells[2]), 800);
            browser.screenshot("payer-page-" + cells[0]);
            assertThat(browser.audit()).as(row).isEmpty();
            assertThat(browser.overflow()).as(row).isZero();
        }
        browser.look("light", 1024, 900);
    }

    @Test
    void whatIsRefusedIsSaidNextToIt() {
        open(PrivateKey.generate(RANDOM), HOME);
        browser.wallet(declining("eth_requestAccounts"));
        browser.click("#wallet-choices button");
        sees("#wallet-error", "You declined in the wallet. Nothing is connected.");
        browser.wallet(declining(SIGN));
        connect();

        topUp("5", HOME);
        sees("#topup-error", "You declined in the wallet. Nothing was sent.");
        withdraw("5", HOME);
        sees("#withdraw-error", "You declined in the wallet. Nothing was sent.");
        browser.click("#calls-show");
        sees("#calls-error", "You declined in the wallet. Your calls stay hidden.");

        browser.wallet(agreeing());
        withdraw("5", HOME);
        sees("#withdraw-amount-error", "There are no credits to withdraw.");
        assertThat(browser.text("#withdraw-error")).isEmpty();
        assertThat(browser.focused()).isEqualTo("withdraw-amount");
        assertThat(browser.attribute("#withdraw-amount", "aria-invalid")).isEqualTo("true");
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''        | Enter an amount
            1,5       | digits and one point
            -1        | digits and one point
            0.0000001 | six decimals
            0         | must be above zero
            """)
    void anAmountThatCannotBe(String amount, String said) {
        open(PrivateKey.generate(RANDOM), HOME);
        connect();
        topUp(amount, HOME);
        sees("#topup-amount-error", said);
        assertThat(browser.attribute("#topup-amount", "aria-invalid")).isEqualTo("true");
    }

    @Test
    void aWalletOnAnotherChain() {
        ObjectNode wallet = wallet(PrivateKey.generate(RANDOM), 1);
        ((ObjectNode) wallet.get("rpcUrls")).remove(Long.toString(REMOTE));
        // One that is only where wallets used to be.
        browser.open(url(), wallet.put("announced", false));
        connect();
        sees("#network-error", "Choose one of the chains that are served here.");
        assertThat(browser.text("#wallet-usdc")).isEqualTo("–");

        browser.wallet(declining("wallet_switchEthereumChain"));
        topUp("5", HOME);
        sees("#topup-error", "You declined in the wallet. Nothing was sent.");
        browser.wallet(agreeing());
        topUp("5", REMOTE);
        sees("#topup-chainId-error", "does not know arbitrum (chain 42161)");
        assertThat(browser.focused()).isEqualTo("topup-chainId");

        browser.select("#network", Long.toString(HOME));
        sees("#wallet-usdc", "0 on avalanche");
        assertThat(browser.text("#network-error")).isEmpty();
        // The chain refuses what the wallet does not have; nothing is credited, and the page says so.
        topUp("5", HOME);
        sees("#transfers-list", "failed; nothing was taken");
        assertThat(browser.text("#available")).isEqualTo("0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void byKeyboardAlone() {
        open(PrivateKey.generate(RANDOM), HOME);
        sees("#wallet-choices", "Connect Test Wallet");
        browser.wallet(declining(SIGN));
        goTo("Connect Test Wallet");
        browser.press("Enter");
        sees("#account-state", "No credits yet.");
        goTo("topup-amount");
        browser.keys("0.25");
        browser.press("Enter");
        sees("#topup-error", "You declined in the wallet. Nothing was sent.");
        for (String next : new String[] {
            "topup-chainId",
            "topup-submit",
            "withdraw-amount",
            "withdraw-all",
            "withdraw-chainId",
            "withdraw-submit",
            "calls-show"
        }) {
            browser.press("Tab");
            assertThat(browser.focused()).isEqualTo(next);
        }
    }

    private static void goTo(String element) {
        for (int i = 0; i < 20 && !browser.focused().equals(element); i++) {
            browser.press("Tab");
        }
        assertThat(browser.focused()).isEqualTo(element);
    }
}
