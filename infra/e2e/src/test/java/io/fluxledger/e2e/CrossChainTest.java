package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.demo.GatewayCaller;
import io.fluxledger.local.stack.ChainsSetup;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.ProviderPool;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls paid from credits on one chain to providers on another, through the whole stack, and the ledger checked after. */
@Tag("slow")
class CrossChainTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static LiveStack stack = LiveStack.shared();
    private static Wallet payer = Wallet.fresh(stack.chains());

    @BeforeAll
    static void fund() {
        stack = LiveStack.shared();
        payer = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, 50_000_000);
    }

    /** Scenario 1 of the document, then scenario 2 with what it costs. */
    @Test
    void providersArePaidOnTheirChainsAndTheLedgerAgrees() {
        Wallet near = Wallet.fresh(stack.chains());
        Wallet far = Wallet.fresh(stack.chains());
        call(payer, "near", near, "INSTANT", LocalChain.HOME, 7_000_000);
        call(payer, "far", far, "INSTANT", LocalChain.REMOTE, 2_000_000_000);
        // One in a thousand is the platform's.
        assertPaid(LocalChain.HOME, near.address().toString(), 6_993);
        assertPaid(LocalChain.REMOTE, far.address().toString(), 1_998_000);
        try (LedgerClient intake = stack.intake()) {
            Answer account = new Accounts(intake).of(payer);
            assertThat(Accounts.nanos(account, "available")).isEqualTo(50_000_000_000L - 2_007_000_000L);
            assertThat(Accounts.nanos(account, "locked")).isZero();
        }
        LiveStack.Ran verified = stack.ledger("verify");
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
    }

    /**
     * A window of credits of one chain, and a provider on another: the treasury moves once, the provider is paid once. Who settles by
     * itself names no cost, so that the bridge's fee is borne by what the platform has paid in.
     */
    @Test
    void aBatchMovesTheTreasuryAndPaysTheProviderOnItsChain() throws Exception {
        payInForThePlatform(1_000_000);
        Wallet own = Wallet.fresh(stack.chains());
        Funding.deposit(stack, own, 50_000_000);
        Wallet far = Wallet.fresh(stack.chains());
        call(own, "batch-1", far, "BATCH", LocalChain.REMOTE, 1_500_000_000);
        call(own, "batch-2", far, "BATCH", LocalChain.REMOTE, 500_000_000);
        String provider = far.address().toString();
        try (LedgerClient streams = new LedgerClient(stack.state().url(Parts.STREAMS));
                LedgerClient relayer = new LedgerClient(stack.state().url(Parts.RELAYER));
                LedgerClient settlement = new LedgerClient(
                        stack.state().url(Parts.SETTLEMENT), stack.directory().readOperatorKey())) {
            streams.await(
                    "/v1/providers/" + provider,
                    "both charges",
                    PATIENCE,
                    a -> a.body().path("openWindowFeeNanos").asLong() == 2_000_000);
            long windowEndMs = closeWindow(settlement);
            assertPaid(LocalChain.REMOTE, provider, 1_998_000);
            String payoutId = windowEndMs + ":" + provider.toLowerCase(Locale.ROOT);
            JsonNode route = relayer.await(
                            "/v1/routes/" + payoutId,
                            "the route's end",
                            PATIENCE,
                            a -> a.body().path("status").asText().equals("DONE"))
                    .body();
            assertThat(route.path("legs"))
                    .extracting(leg -> leg.path("kind").asText())
                    .containsExactly("MOVE", "PAY");
            settlement.await(
                    "/v1/settlement/batches/batch-" + windowEndMs,
                    "the batch's end",
                    PATIENCE,
                    a -> a.body().path("state").asText().equals("closed"));
            // The next window pays what came since, and nothing again.
            call(own, "batch-3", far, "BATCH", LocalChain.REMOTE, 100_000_000);
            streams.await(
                    "/v1/providers/" + provider,
                    "a charge of the next window",
                    PATIENCE,
                    a -> a.body().path("openWindowFeeNanos").asLong() == 100_000);
            long nextEndMs = closeWindow(settlement);
            settlement.await(
                    "/v1/settlement/batches/batch-" + nextEndMs,
                    "the next batch's end",
                    PATIENCE,
                    a -> a.body().path("state").asText().equals("closed"));
        }
        assertPaid(LocalChain.REMOTE, provider, 1_998_000 + 99_900);
        assertPaid(LocalChain.HOME, provider, 0);
        LiveStack.Ran verified = stack.ledger("verify");
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
    }

    /** USDC that the platform sends to its own treasury, and an operator says whose it is. */
    private static void payInForThePlatform(long amountMicros) throws IOException, InterruptedException {
        ChainsFile.Chain home = stack.chains().chain(LocalChain.HOME.chainId()).orElseThrow();
        String platform = Wallet.fresh(stack.chains()).address().toString();
        try (ChainDeployer deployer = new ChainsSetup(stack.directory()).deployer(LocalChain.HOME, home.rpcUrl());
                LedgerClient operator = new LedgerClient(
                        stack.state().url(Parts.INTAKE), stack.directory().readOperatorKey())) {
            deployer.mintUsdc(platform, amountMicros);
            deployer.fundGas(platform);
            plainTransfer(home, platform, amountMicros);
            JsonNode transfer = operator.await(
                            "/v1/operator/suspense/" + platform,
                            "the transfer",
                            PATIENCE,
                            a -> a.body().path("transfers").size() == 1)
                    .body()
                    .path("transfers")
                    .get(0);
            assertThat(transfer.path("amountMicros").asLong()).isEqualTo(amountMicros);
            LiveStack.Ran booked = stack.ledger(
                    "operator",
                    "suspense",
                    platform,
                    "--chain",
                    Long.toString(home.chainId()),
                    "--nonce",
                    transfer.path("nonce").asText(),
                    "--platform");
            assertThat(booked.out()).contains("ACCEPTED");
        }
    }

    /** By a development node's right to send for anybody. */
    private static void plainTransfer(ChainsFile.Chain chain, String from, long amountMicros)
            throws IOException, InterruptedException {
        String data =
                "0xa9059cbb%064x%064x".formatted(new BigInteger(chain.treasury().substring(2), 16), amountMicros);
        for (String call : List.of(
                "\"anvil_impersonateAccount\",\"params\":[\"%s\"]".formatted(from),
                "\"eth_sendTransaction\",\"params\":[{\"from\":\"%s\",\"to\":\"%s\",\"data\":\"%s\"}]"
                        .formatted(from, chain.usdc(), data))) {
            HttpRequest request = HttpRequest.newBuilder(chain.rpcUrl())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":%s}".formatted(call)))
                    .build();
            try (HttpClient http = HttpClient.newHttpClient()) {
                assertThat(http.send(request, HttpResponse.BodyHandlers.ofString())
                                .body())
                        .doesNotContain("\"error\"");
            }
        }
    }

    private static long closeWindow(LedgerClient settlement) {
        return settlement
                .post("/v1/settlement/windows/close", JsonNodeFactory.instance.objectNode())
                .require("closing the window")
                .body()
                .path("windowEndMs")
                .asLong();
    }

    /** The payer's own USDC on one chain, locked in the escrow there, pays a provider on the other. */
    @Test
    void anEscrowOnAnotherChainPaysTheProviderOnItsOwn() {
        ProviderPool.Member provider = new ProviderPool(stack.directory()).unused(LocalChain.REMOTE);
        Wallet wallet = Wallet.fresh(stack.chains());
        ChainsFile.Chain home = stack.chains().chain(LocalChain.HOME.chainId()).orElseThrow();
        try (ChainDeployer deployer = new ChainsSetup(stack.directory()).deployer(LocalChain.HOME, home.rpcUrl());
                LedgerClient intake = stack.intake()) {
            deployer.mintUsdc(wallet.address().toString(), 1_000_000);
            GatewayCaller gateway = new GatewayCaller(intake);
            GatewayCaller.Challenge challenge = gateway.ask(
                    provider.name(), GatewayCaller.PROMPT, GatewayCaller.ESCROW, "eip155:" + home.chainId());
            gateway.pay(challenge, wallet::escrowPayment).require("the call paid by escrow");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    deployer.usdcBalanceMicros(wallet.address().toString()))
                            .isEqualTo(993_000));
        }
        assertPaid(LocalChain.REMOTE, provider.key().address().toString(), 6_993);
        LiveStack.Ran verified = stack.ledger("verify");
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
    }

    @Test
    void theRelayerSaysWhatAWayCosts() {
        try (LedgerClient relayer = new LedgerClient(stack.state().url(Parts.RELAYER))) {
            long home = LocalChain.HOME.chainId();
            long remote = LocalChain.REMOTE.chainId();
            JsonNode quote = relayer.get("/v1/routes/quote?from=%d&to=%d&amount=2".formatted(home, remote))
                    .require("quote")
                    .body();
            assertThat(quote.at("/legs/0/kind").asText()).isEqualTo("MOVE");
            assertThat(quote.at("/legs/1/kind").asText()).isEqualTo("PAY");
            // A thousandth of a USDC and five ten-thousandths of what is sent.
            assertThat(quote.path("fees").asText()).isEqualTo("0.002001");
            assertThat(relayer.get("/v1/bridges").require("bridges").body().path("bridges"))
                    .isNotEmpty()
                    .allSatisfy(
                            bridge -> assertThat(bridge.path("up").asBoolean()).isTrue());
            JsonNode draws = relayer.get(
                            "/v1/routes/draws?to=%d&amount=3&available=%d:2,%d:5".formatted(remote, remote, home))
                    .require("draws")
                    .body()
                    .path("draws");
            assertThat(draws.at("/0/chainId").asLong()).isEqualTo(remote);
            assertThat(draws.at("/1/amount").asText()).isEqualTo("1");
            Answer none = relayer.get("/v1/routes/quote?from=%d&to=%d&amount=2".formatted(home, 7));
            assertThat(none.status()).isEqualTo(400);
            assertThat(none.body().path("field").asText()).isEqualTo("to");
            Answer unknown = relayer.get("/v1/routes/nobody");
            assertThat(unknown.status() + " " + unknown.code()).isEqualTo("404 UNKNOWN_ROUTE");
        }
    }

    /** Locks ten times what is used; the provider says what was used and asks for it. */
    private static void call(
            Wallet payer, String name, Wallet provider, String mode, LocalChain chain, long usedNanos) {
        String intentId =
                "crosschain:" + name + ":" + provider.address().toString().substring(2, 12);
        IntentLockMessage lock = new IntentLockMessage(
                intentId,
                payer.address(),
                provider.address(),
                usedNanos * 10,
                System.currentTimeMillis() + 300_000,
                mode,
                chain.chainId(),
                Wallet.freshNonce());
        UsageReceiptMessage receipt = new UsageReceiptMessage(
                intentId,
                payer.address(),
                provider.address(),
                usedNanos,
                100,
                50,
                chain.chainId(),
                Wallet.freshNonce(),
                System.currentTimeMillis());
        try (LedgerClient intake = stack.intake()) {
            intake.post("/v1/intents", payer.intent(lock)).require("lock");
            intake.post("/v1/receipts", provider.receipt(receipt)).require("receipt");
            intake.post("/v1/settlements", provider.settlement(intentId, payer.address(), provider.address()))
                    .require("settlement");
        }
    }

    private static void assertPaid(LocalChain chain, String provider, long micros) {
        ChainsFile.Chain there = stack.chains().chain(chain.chainId()).orElseThrow();
        try (ChainDeployer deployer = new ChainsSetup(stack.directory()).deployer(chain, there.rpcUrl())) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(deployer.usdcBalanceMicros(provider)).isEqualTo(micros));
        }
    }
}
