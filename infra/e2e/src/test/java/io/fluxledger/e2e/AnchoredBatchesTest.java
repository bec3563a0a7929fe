package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.PartState;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.IntentLockMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sealer with a chain: it goes on behind what is final there, and waits for what is not. */
class AnchoredBatchesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** More than two of the stack's intervals of sealing. */
    private static final Duration ROUNDS = Duration.ofSeconds(25);

    private final LiveStack stack = LiveStack.shared();
    private final ChainsFile.Chain home =
            stack.chains().chain(stack.chains().homeChainId()).orElseThrow();

    @Test
    void theNextBatchIsSealedOnlyWhenTheOneBeforeIsFinalOnChain() throws Exception {
        Wallet payer = Wallet.fresh(stack.chains());
        Wallet provider = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, 3_000_000);
        lock(payer, provider, "anchored-1");
        await().atMost(PATIENCE)
                .until(() -> batches().size() > 1 && isFinal(batches().getLast()));

        PartState relayer = stack.state().part(Parts.RELAYER).orElseThrow();
        relayer.process().kill();
        long sealed;
        try {
            lock(payer, provider, "anchored-2");
            await().atMost(PATIENCE).until(() -> !isFinal(batches().getLast()));
            sealed = batches().getLast().path("batchId").asLong();
            lock(payer, provider, "anchored-3");
            await("nobody anchors, so nothing is sealed behind it")
                    .during(ROUNDS)
                    .pollInterval(Duration.ofSeconds(1))
                    .atMost(ROUNDS.plusSeconds(15))
                    .until(() -> batches().getLast().path("batchId").asLong() == sealed);
            assertThat(new ChainCalls(home).lastBatchId()).isLessThanOrEqualTo(sealed);
        } finally {
            stack.resume();
        }
        await().atMost(PATIENCE)
                .until(() -> batches().getLast().path("batchId").asLong() > sealed
                        && isFinal(batches().getLast()));
        onChainIsWhatWasSealed();
    }

    /** Each root stands in the contract, by a transaction of the relayer's, and names the one before. */
    private void onChainIsWhatWasSealed() throws Exception {
        ChainCalls contract = new ChainCalls(home);
        JsonNode before = null;
        for (JsonNode batch : batches()) {
            if (!isFinal(batch)) {
                continue;
            }
            assertThat(batch.path("chainId").asLong()).isEqualTo(home.chainId());
            assertThat("0x"
                            + HexFormat.of()
                                    .formatHex(contract.anchoredRoot(
                                            batch.path("batchId").asLong())))
                    .isEqualTo(batch.path("root").asText());
            assertThat(batch.path("transactionHash").asText()).matches("0x[0-9a-f]{64}");
            assertThat(batch.path("blockNumber").asLong()).isPositive();
            if (before != null) {
                assertThat(batch.path("previousRoot")).isEqualTo(before.path("root"));
                assertThat(batch.path("blockNumber").asLong())
                        .isGreaterThan(before.path("blockNumber").asLong());
            }
            before = batch;
        }
        assertThat(before).isNotNull();
    }

    private static boolean isFinal(JsonNode batch) {
        return batch.path("anchorState").asText().equals("FINAL");
    }

    /** The first sealed first. */
    private List<JsonNode> batches() {
        try (LedgerClient audit = new LedgerClient(stack.state().url(Parts.AUDIT))) {
            List<JsonNode> batches = new ArrayList<>();
            audit.get("/v1/audit/anchors?limit=500").body().path("items").forEach(batches::add);
            return batches.reversed();
        }
    }

    private void lock(Wallet payer, Wallet provider, String intentId) {
        IntentLockMessage lock = new IntentLockMessage(
                intentId,
                payer.address(),
                provider.address(),
                1_000_000,
                System.currentTimeMillis() + 200_000,
                "BATCH",
                home.chainId(),
                Wallet.freshNonce());
        try (LedgerClient intake = stack.intake()) {
            intake.post("/v1/intents", payer.intent(lock)).require("lock");
        }
    }
}
