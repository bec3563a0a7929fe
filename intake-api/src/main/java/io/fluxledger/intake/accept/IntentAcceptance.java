package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.Funding;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EscrowPaymentInfo;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.IntentLockMessage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Locks: from credits, signed by the payer or a session key of the payer, or in the escrow. */
final class IntentAcceptance {
    private static final String SIGNATURE = "signature";
    private static final List<String> FIELDS =
            List.of("intentId", "payer", "provider", "maxAmount", "deadlineMs", "payoutMode", "payoutChainId", "nonce");
    private static final List<String> SIGNED_FIELDS = List.of(
            "intentId",
            "payer",
            "provider",
            "maxAmount",
            "deadlineMs",
            "payoutMode",
            "payoutChainId",
            "nonce",
            SIGNATURE);

    private final Eip712Domain domain;
    private final KnownChains chains;
    private final AcceptanceLimits limits;
    private final EscrowAcceptance escrows;
    private final Supplier<UUID> inputIds;

    IntentAcceptance(Eip712Domain domain, KnownChains chains, AcceptanceLimits limits, Supplier<UUID> inputIds) {
        this.domain = domain;
        this.chains = chains;
        this.limits = limits;
        this.escrows = new EscrowAcceptance(chains, limits);
        this.inputIds = inputIds;
    }

    IntentLocked accept(JsonNode body, SessionLookup sessions, Instant now) {
        boolean escrow = body.has("escrow");
        // In an escrow request the EIP-3009 signature may be the only one.
        JsonFields in = escrow
                ? JsonFields.of(body, FIELDS, Set.of("escrow", SIGNATURE))
                : JsonFields.of(body, SIGNED_FIELDS, Set.of());
        IntentLockMessage message = message(in, escrow);
        EthSignature signature = escrow && !in.has(SIGNATURE) ? null : in.signature(SIGNATURE);
        chains.require(message.payoutChainId(), "payoutChainId");
        checkDeadline(message.deadlineMs(), now);
        return escrow || signature == null
                ? escrowIntent(in, message, signature, now)
                : creditsIntent(message, signature, sessions, now);
    }

    /** Which credits are drawn on is for the fold to decide (infra/decisions/0013). */
    private IntentLocked creditsIntent(
            IntentLockMessage message, EthSignature signature, SessionLookup sessions, Instant now) {
        EthAddress signer = Signers.signer(message.digest(domain), signature, SIGNATURE);
        if (signer.equals(message.payer())) {
            return intentLocked(message, Funding.CREDITS, signature, null, null);
        }
        SessionTerms session = sessions.session(signer)
                .orElseThrow(
                        () -> Signers.mismatch(SIGNATURE, signer, message.payer() + " or a session key of that payer"));
        check(message, session, now);
        return intentLocked(message, Funding.CREDITS, signature, null, session.sessionKey());
    }

    /** What needs no memory of other locks. */
    private static void check(IntentLockMessage message, SessionTerms session, Instant now) {
        if (!session.coversProvider(message.provider())) {
            throw Refusal.SESSION_SCOPE.at("provider", "must be " + session.provider() + " in this session");
        }
        if (session.expiresMs() <= now.toEpochMilli()) {
            throw Refusal.SESSION_EXPIRED.at(SIGNATURE, "is by a session key that expired at " + session.expiresMs());
        }
        if (message.maxAmountNanos() > session.limitNanos()) {
            throw Refusal.SESSION_LIMIT_EXCEEDED.at(
                    "maxAmount", "is above the session's " + Amounts.usdc(session.limitNanos()) + " USDC");
        }
    }

    private static IntentLockMessage message(JsonFields in, boolean escrow) {
        return new IntentLockMessage(
                in.id("intentId"),
                in.address("payer"),
                in.address("provider"),
                escrow ? in.nanosOfWholeMicros("maxAmount") : in.nanos("maxAmount"),
                in.number("deadlineMs"),
                in.choice("payoutMode", PayoutMode.class).name(),
                in.number("payoutChainId"),
                in.bytes32("nonce"));
    }

    private IntentLocked escrowIntent(
            JsonFields in, IntentLockMessage message, @Nullable EthSignature signature, Instant now) {
        if (!message.payoutMode().equals(PayoutMode.INSTANT.name())) {
            throw Refusal.UNSUPPORTED_MODE.at("payoutMode", "must be INSTANT with escrow");
        }
        EscrowAcceptance.Accepted terms = escrows.accept(
                in,
                new EscrowAcceptance.Wanted(
                        message.payer(),
                        message.provider(),
                        message.maxAmountNanos(),
                        message.deadlineMs(),
                        message.payoutChainId(),
                        message.nonce()),
                now);
        if (signature == null || signature.equals(terms.signature())) {
            // The one signature must also bind the intent's id, or anybody who sees it could give it another one: by a
            // salt that is made from the id, or, where the payer's client chooses the salt, by an id from the nonce.
            Bytes32 salt = EscrowPaymentInfo.saltFor(message.intentId());
            boolean boundId =
                    message.intentId().equals(message.nonce().leadingUuid().toString());
            if (!boundId && !terms.info().salt().equals(salt)) {
                throw Refusal.ESCROW_TERMS.at(
                        "escrow.salt", "must be " + salt + " for this intent id when signature is not an IntentLock");
            }
            return intentLocked(message, Funding.ESCROW, terms.signature(), terms.toRecord(), null);
        }
        Signers.require(message.payer(), message.digest(domain), signature, SIGNATURE);
        return intentLocked(message, Funding.ESCROW, signature, terms.toRecord(), null);
    }

    private IntentLocked intentLocked(
            IntentLockMessage message,
            Funding funding,
            EthSignature signature,
            @Nullable EscrowAuthorization escrow,
            @Nullable EthAddress sessionKey) {
        return IntentLocked.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setPayer(AvroValues.address(message.payer()))
                .setIntentId(IntentIds.field(message.intentId()))
                .setFunding(funding)
                .setPayoutMode(PayoutMode.valueOf(message.payoutMode()))
                .setProvider(AvroValues.address(message.provider()))
                .setMaxAmountNanos(message.maxAmountNanos())
                .setDeadlineMs(message.deadlineMs())
                .setPayoutChainId(message.payoutChainId())
                .setDraws(List.of())
                .setNonce(AvroValues.word(message.nonce()))
                .setSignature(AvroValues.signature(signature))
                .setEscrow(escrow)
                .setSessionKey(sessionKey == null ? null : AvroValues.address(sessionKey))
                .build();
    }

    private void checkDeadline(long deadlineMs, Instant now) {
        long nowMs = now.toEpochMilli();
        if (deadlineMs <= nowMs) {
            throw Refusal.DEADLINE_PASSED.at("deadlineMs", "must be after " + nowMs);
        }
        if (deadlineMs - nowMs > limits.intentLife().toMillis()) {
            throw Refusal.DEADLINE_TOO_FAR.at("deadlineMs", "must be within " + limits.intentLife() + " from now");
        }
    }
}
