package io.fluxledger.intake.accept;

import io.fluxledger.events.Funding;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Locks on credits for calls that were paid with a message of x402 instead of an IntentLock: a voucher, or an authorization
 * that has become credits. The intent's id is made from the nonce, the nonce from what was signed: whoever has the log can
 * check the signature, and one signature opens one intent.
 */
public final class CreditLocks {
    /**
     * What is locked.
     *
     * @param maxAmountNanos nano-USDC
     * @param deadlineMs Unix milliseconds
     */
    public record Wanted(EthAddress provider, long maxAmountNanos, long deadlineMs, long payoutChainId) {}

    private final KnownChains chains;
    private final AcceptanceLimits limits;
    private final Supplier<UUID> inputIds;

    public CreditLocks(ChainsFile chains, AcceptanceLimits limits) {
        this.chains = new KnownChains(chains);
        this.limits = limits;
        this.inputIds = UUID::randomUUID;
    }

    /** Id of the intent that a nonce opens. */
    public static String intentId(Bytes32 nonce) {
        return nonce.leadingUuid().toString();
    }

    /**
     * The lock.
     *
     * @param digest what the payer signed
     * @param nonce the digest itself, or made from it where the same signature may be used again
     */
    public IntentLocked accept(
            Wanted wanted, EthAddress payer, Bytes32 digest, Bytes32 nonce, EthSignature signature, Instant now) {
        chains.require(wanted.payoutChainId(), "payoutChainId");
        if (wanted.deadlineMs() <= now.toEpochMilli()
                || wanted.deadlineMs() - now.toEpochMilli()
                        > limits.intentLife().toMillis()) {
            throw Refusal.DEADLINE_TOO_FAR.at("deadlineMs", "must be within " + limits.intentLife() + " from now");
        }
        Signers.require(payer, digest.bytes(), signature, "payload.signature");
        return IntentLocked.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setPayer(AvroValues.address(payer))
                .setIntentId(IntentIds.field(intentId(nonce)))
                .setFunding(Funding.CREDITS)
                .setPayoutMode(PayoutMode.BATCH)
                .setProvider(AvroValues.address(wanted.provider()))
                .setMaxAmountNanos(wanted.maxAmountNanos())
                .setDeadlineMs(wanted.deadlineMs())
                .setPayoutChainId(wanted.payoutChainId())
                .setDraws(List.of())
                .setNonce(AvroValues.word(nonce))
                .setSignature(AvroValues.signature(signature))
                .setEscrow(null)
                .setSessionKey(null)
                .build();
    }
}
