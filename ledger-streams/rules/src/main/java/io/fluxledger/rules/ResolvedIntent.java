package io.fluxledger.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a closed CREDITS intent, so that repeats are recognised and what was settled can be disputed.
 *
 * @param contentKey of what the payer signed
 * @param nonceKey of the payer's nonce
 * @param capturedNanos settled to the provider
 * @param opened partition sequence of the line that opened it
 * @param closed partition sequence of the line that closed it
 * @param forgetAtMs clock from which it is forgotten
 */
public record ResolvedIntent(
        Fingerprint key,
        IntentStatus status,
        Address provider,
        long contentKey,
        long nonceKey,
        long payoutChainId,
        long maxAmountNanos,
        long capturedNanos,
        long opened,
        long closed,
        long forgetAtMs,
        List<SeenReceipt> receipts) {
    /** A receipt that counted; its line is a partition sequence. */
    public record SeenReceipt(long nonceKey, long contentKey, long line) {}

    @Nullable
    SeenReceipt receipt(long wantedNonceKey) {
        for (SeenReceipt receipt : receipts) {
            if (receipt.nonceKey() == wantedNonceKey) {
                return receipt;
            }
        }
        return null;
    }
}
