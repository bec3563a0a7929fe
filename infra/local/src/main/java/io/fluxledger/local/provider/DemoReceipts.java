package io.fluxledger.local.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Signed receipts of the DEMO provider, good ones and bad ones. How a prompt begins makes the provider misbehave, for the refund
 * scenarios: {@code [fail]} answers 500, {@code [hang]} does not answer, {@code [bad-receipt]} signs with another key, {@code
 * [over]} states more than any lock, {@code [dear]} more than its price.
 */
final class DemoReceipts implements AutoCloseable {
    private static final long HANG_MINUTES = 10;
    private static final long OVER_NANOS = 1_000_000_000_000L;
    private static final long DEAR_NANOS = 5_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProviderKeys keys;
    private final ReceiptSigner signer;
    private final UsageBook book;
    private final long usualPayoutChainId;
    private final PrivateKey stranger = PrivateKey.generate(new SecureRandom());
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** @param book counts the good ones */
    DemoReceipts(ProviderKeys keys, ReceiptSigner signer, UsageBook book, long usualPayoutChainId) {
        this.keys = keys;
        this.signer = signer;
        this.book = book;
        this.usualPayoutChainId = usualPayoutChainId;
    }

    /**
     * The lock that a call is paid from.
     *
     * @param payoutChainId 0 for the usual one
     */
    record Lock(String intentId, EthAddress payer, long payoutChainId) {}

    /** The lock of the gateway's headers; null when the call is not paid for. */
    static @Nullable Lock lock(HttpCall call) {
        String intentId = call.header("Fluxledger-Intent");
        String payer = call.header("Fluxledger-Payer");
        String chain = call.header("Fluxledger-Payout-Chain-Id");
        return intentId == null || payer == null || chain == null
                ? null
                : new Lock(intentId, EthAddress.parse(payer), Long.parseLong(chain));
    }

    /** Fails or hangs where the prompt says so. */
    void misbehave(String prompt) throws InterruptedException {
        if (prompt.startsWith("[fail]")) {
            throw new ProblemException(
                    Problem.of(500, "MODEL_FAILED", "The model failed", "the demo provider was asked to fail"));
        }
        if (prompt.startsWith("[hang]")) {
            hang();
        }
    }

    void hang() throws InterruptedException {
        if (stopping.await(HANG_MINUTES, TimeUnit.MINUTES)) {
            throw new ProblemException(Problem.of(503, "STOPPING", "Stopping", "the demo provider is stopping"));
        }
    }

    /** A receipt as the gateway and {@code POST /v1/receipts} take it. */
    Map<String, Object> sign(EthAddress provider, Lock lock, String prompt, DemoPrices.Usage usage) {
        PrivateKey key = keys.of(provider)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_PROVIDER", "Unknown provider", "no key for " + provider)));
        UsageReceiptMessage receipt = new UsageReceiptMessage(
                lock.intentId(),
                lock.payer(),
                provider,
                usedNanos(prompt, usage),
                usage.inputTokens(),
                usage.outputTokens(),
                lock.payoutChainId() == 0 ? usualPayoutChainId : lock.payoutChainId(),
                signer.freshNonce(),
                System.currentTimeMillis());
        if (!prompt.startsWith("[")) {
            book.count(provider, receipt.timestampMs(), usage.inputTokens(), usage.outputTokens(), receipt.usedNanos());
        }
        return signer.sign(receipt, prompt.startsWith("[bad-receipt]") ? stranger : key);
    }

    private static long usedNanos(String prompt, DemoPrices.Usage usage) {
        if (prompt.startsWith("[over]")) {
            return OVER_NANOS;
        }
        return prompt.startsWith("[dear]") ? usage.usedNanos() + DEAR_NANOS : usage.usedNanos();
    }

    /** As the header {@code Fluxledger-Receipt} carries it. */
    static String base64(String receipt) {
        return Base64.getEncoder().encodeToString(receipt.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Object value) {
        return JSON.valueToTree(value).toString();
    }

    @Override
    public void close() {
        stopping.countDown();
    }
}
