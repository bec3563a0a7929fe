package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unmodified x402 clients from npm against the whole stack: they pay, are refused, and are refunded. */
class X402ClientsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PROMPT = "Explain in two sentences how a hotel holds a deposit.";
    private static final String TOP_UP = "/v1/credits/top-up?amount=0.9";

    private static LiveStack stack = LiveStack.shared();
    private static ChainsFile chains = stack.chains();

    @BeforeAll
    static void start() {
        stack = LiveStack.shared();
        chains = stack.chains();
    }

    private static PrivateKey wallet() {
        return PrivateKey.generate(new SecureRandom());
    }

    /** A wallet with 2 USDC on that chain. */
    private static PrivateKey wallet(LocalChain chain) {
        PrivateKey wallet = wallet();
        try (ChainDeployer deployer = deployer(chain)) {
            deployer.mintUsdc(wallet.address().toString(), 2_000_000);
        }
        return wallet;
    }

    private static ChainDeployer deployer(LocalChain chain) {
        return new ChainsSetup(stack.directory())
                .deployer(chain, chains.chain(chain.chainId()).orElseThrow().rpcUrl());
    }

    private static long usdcMicros(LocalChain chain, String account) {
        try (ChainDeployer deployer = deployer(chain)) {
            return deployer.usdcBalanceMicros(account);
        }
    }

    private static String available(PrivateKey payer) {
        try (LedgerClient intake = stack.intake()) {
            return intake.get("/v1/accounts/" + payer.address())
                    .body()
                    .path("available")
                    .asText();
        }
    }

    private static String url(String path) {
        return stack.state().url("intake") + path;
    }

    private static ObjectNode task(String what, String path, String... schemes) {
        ObjectNode task = NodeClients.JSON.createObjectNode().put("do", what).put("url", url(path));
        for (String scheme : schemes) {
            task.withArray("schemes").add(scheme);
        }
        return task;
    }

    private static ObjectNode chat(String what, String prompt, String... schemes) {
        ObjectNode task = task(what, "/api/ai/chat", schemes).put("method", "POST");
        task.putObject("body").put("prompt", prompt);
        return task;
    }

    private static String outcome(JsonNode result) {
        return result.path("status").asText() + " "
                + result.at("/settled/success").asText();
    }

    @ParameterizedTest
    @CsvSource({"43114", "42161"})
    void aTopUpOnAnyChainIsPaidOnce(long chainId) throws Exception {
        LocalChain chain = LocalChain.ALL.stream()
                .filter(c -> c.chainId() == chainId)
                .findFirst()
                .orElseThrow();
        PrivateKey payer = wallet(chain);
        String network = "eip155:" + chainId;
        JsonNode results = NodeClients.x402(
                payer,
                task("fetch", TOP_UP, "exact").put("network", network),
                task("again", TOP_UP),
                task("again", TOP_UP).put("method", "POST"));
        assertThat(results).allSatisfy(result -> {
            assertThat(outcome(result)).as(result.toString()).isEqualTo("200 true");
            assertThat(result.at("/settled/network").asText()).isEqualTo(network);
            assertThat(result.at("/settled/transaction").asText())
                    .matches("0x[0-9a-f]{64}")
                    .isEqualTo(results.at("/0/body/transaction").asText());
        });
        assertThat(available(payer)).isEqualTo("0.9");
        assertThat(usdcMicros(chain, payer.address().toString())).isEqualTo(1_100_000);
    }

    /** What the client is made to sign instead of the offer, and what it is told. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"amount":"899999"}                                       | invalid_exact_evm_payload_authorization_value_mismatch
        {"network":"eip155:84532"}                                | invalid_network
        {"payTo":"0x1111111111111111111111111111111111111111"}    | invalid_exact_evm_payload_recipient_mismatch
        {"extra":{"name":"Other","version":"2"}}                  | invalid_exact_evm_payload_signature
        {"maxTimeoutSeconds":1}                                   | invalid_exact_evm_payload_authorization_valid_before
        """)
    void wrongTopUpsAreRefused(String change, String reason) throws Exception {
        PrivateKey payer = wallet();
        ObjectNode altered = task("altered", TOP_UP, "exact");
        altered.set("change", NodeClients.JSON.readTree(change));
        JsonNode result = NodeClients.x402(payer, altered.put("anyAsset", true)).path(0);
        assertThat(result.path("status").asInt()).as(result.toString()).isEqualTo(402);
        assertThat(result.at("/required/error").asText()).isEqualTo(reason);
        assertThat(available(payer)).isEqualTo("0");
    }

    @Test
    void anEmptyWalletIsToldSoByTheChain() throws Exception {
        JsonNode result =
                NodeClients.x402(wallet(), task("fetch", TOP_UP, "exact")).path(0);
        assertThat(result.path("status").asInt()).as(result.toString()).isEqualTo(402);
        assertThat(result.at("/settled/errorReason").asText()).isEqualTo("insufficient_funds");
    }

    @Test
    void theFacilitatorClientVerifiesAndSettlesOnce() throws Exception {
        PrivateKey payer = wallet(LocalChain.HOME);
        ObjectNode supported = facilitator("supported");
        ObjectNode verified = facilitator("verify");
        ObjectNode settled = facilitator("settle").put("times", 5).put("then", "verify");
        ObjectNode dearer = facilitator("settle");
        dearer.putObject("requirements").put("amount", "900001");
        JsonNode results = NodeClients.x402(payer, supported, verified, settled, dearer);
        assertThat(results.at("/0/kinds").findValuesAsText("network")).containsExactly("eip155:43114", "eip155:42161");
        assertThat(results.at("/1/0/isValid").asBoolean())
                .as(results.path(1).toString())
                .isTrue();
        JsonNode settlements = results.path(2);
        String transaction = settlements.at("/0/transaction").asText();
        assertThat(transaction).matches("0x[0-9a-f]{64}");
        for (int i = 0; i < 5; i++) {
            assertThat(settlements.path(i).path("success").asBoolean())
                    .as(settlements.toString())
                    .isTrue();
            assertThat(settlements.path(i).path("transaction").asText()).isEqualTo(transaction);
        }
        assertThat(settlements.at("/5/invalidReason").asText()).isEqualTo("invalid_exact_evm_nonce_already_used");
        assertThat(results.at("/3/0/errorReason").asText())
                .isEqualTo("invalid_exact_evm_payload_authorization_value_mismatch");
        assertThat(available(payer)).isEqualTo("0.9");
        assertThat(usdcMicros(LocalChain.HOME, payer.address().toString())).isEqualTo(1_100_000);
    }

    private static ObjectNode facilitator(String call) {
        return task("facilitator", TOP_UP, "exact").put("call", call).put("facilitator", url("/x402"));
    }

    /** One payment on chain for one call; what it does not use stays as credits. */
    @Test
    void exactPaysACall() throws Exception {
        PrivateKey payer = wallet(LocalChain.HOME);
        JsonNode results = NodeClients.x402(payer, chat("fetch", PROMPT, "exact"), chat("again", PROMPT));
        assertThat(outcome(results.path(0))).as(results.toString()).isEqualTo("200 true");
        assertThat(results.at("/0/settled/transaction").asText()).matches("0x[0-9a-f]{64}");
        assertThat(results.at("/1/status").asText() + " "
                        + results.at("/1/body/code").asText())
                .isEqualTo("409 PAYMENT_ALREADY_USED");
        long paidMicros = Long.parseLong(results.at("/0/settled/amount").asText());
        assertThat(usdcMicros(LocalChain.HOME, payer.address().toString())).isEqualTo(2_000_000 - paidMicros);
        String used = results.at("/0/body/settlement/used").asText();
        assertThat(new BigDecimal(used)).isPositive();
        assertThat(new BigDecimal(available(payer)).add(new BigDecimal(used)))
                .isEqualByComparingTo(BigDecimal.valueOf(paidMicros, 6));
    }

    @Test
    void theEscrowIsPaidAndGivenBack() throws Exception {
        LocalChain chain = LocalChain.ALL.stream()
                .filter(c -> c.equals(LocalChain.REMOTE))
                .findFirst()
                .orElseThrow();
        PrivateKey payer = wallet(chain);
        ObjectNode wrong = chat("altered", PROMPT, "auth-capture");
        wrong.putObject("change").put("amount", "1");
        JsonNode results = NodeClients.x402(
                payer,
                onRemote(wrong),
                onRemote(chat("fetch", PROMPT, "auth-capture")),
                onRemote(chat("again", PROMPT)),
                onRemote(chat("fetch", "[fail] " + PROMPT, "auth-capture")));
        assertThat(results.at("/0/status").asText() + " "
                        + results.at("/0/body/code").asText())
                .isEqualTo("422 NONCE_MISMATCH");
        assertThat(outcome(results.path(1))).as(results.toString()).isEqualTo("200 true");
        assertThat(results.at("/1/body/settlement/funding").asText()).isEqualTo("ESCROW");
        assertThat(results.at("/2/body/code").asText()).isEqualTo("PAYMENT_ALREADY_USED");
        assertThat(results.at("/3/status").asText() + " "
                        + results.at("/3/body/detail").asText())
                .isEqualTo("502 Funds automatically refunded");
        long capturedMicros = Long.parseLong(results.at("/1/settled/amount").asText());
        assertThat(capturedMicros).isPositive();
        await().atMost(PATIENCE)
                .until(() -> usdcMicros(chain, payer.address().toString()) == 2_000_000 - capturedMicros);
    }

    private static ObjectNode onRemote(ObjectNode task) {
        ((ObjectNode) task.get("body")).put("payoutChainId", LocalChain.REMOTE.chainId());
        return task;
    }

    /** Vouchers on prepaid credits: no transaction per call, the sum goes on after a refund, and nothing counts twice. */
    @Test
    void vouchersPayCallsFromCredits() throws Exception {
        PrivateKey payer = wallet(LocalChain.HOME);
        JsonNode results = NodeClients.x402(
                payer,
                chat("fetch", PROMPT, "batch-settlement"),
                task("fetch", TOP_UP, "exact"),
                chat("fetch", PROMPT, "batch-settlement"),
                chat("fetch", PROMPT, "batch-settlement"),
                chat("fetch", "[fail] " + PROMPT, "batch-settlement"),
                chat("fetch", PROMPT, "batch-settlement"),
                chat("again", PROMPT));
        assertThat(results.at("/0/body/code").asText()).isEqualTo("INSUFFICIENT_CREDITS");
        assertThat(outcome(results.path(1))).as(results.toString()).isEqualTo("200 true");
        long charged = 0;
        for (int call : new int[] {2, 3, 5}) {
            JsonNode result = results.path(call);
            assertThat(outcome(result)).as(result.toString()).isEqualTo("200 true");
            charged += Long.parseLong(result.at("/settled/extra/chargedAmount").asText());
            assertThat(result.at("/settled/extra/channelState/chargedCumulativeAmount")
                            .asText())
                    .isEqualTo(Long.toString(charged));
        }
        assertThat(results.at("/4/body/detail").asText()).isEqualTo("Funds automatically refunded");
        assertThat(results.at("/6/status").asText() + " "
                        + results.at("/6/required/error").asText())
                .isEqualTo("402 invalid_batch_settlement_evm_cumulative_amount_mismatch");
        assertThat(new BigDecimal(available(payer)))
                .isEqualByComparingTo(new BigDecimal("0.9").subtract(BigDecimal.valueOf(charged, 6)));
    }
}
