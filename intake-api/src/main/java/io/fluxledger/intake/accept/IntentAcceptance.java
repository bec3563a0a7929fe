package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.Draw;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.Funding;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EscrowPaymentInfo;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.SessionGrantMessage;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Locks, from credits or in the escrow. */
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

    IntentLocked accept(JsonNode body, PayerFunds funds, Instant now) {
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
                : creditsIntent(message, signature, funds);
    }

    private IntentLocked creditsIntent(IntentLockMessage message, EthSignature signature, PayerFunds funds) {
        Signers.require(message.payer(), message.digest(domain), signature, SIGNATURE);
        List<Draw> draws = DrawPlan.plan(message.intentId(), funds, message.maxAmountNanos(), message.payoutChainId());
        return intentLocked(message, Funding.CREDITS, draws, signature, null);
    }

    /** A lock on credits that a session key signed, within what its grant covers. */
    IntentLocked acceptBySession(JsonNode body, SessionGrantMessage grant, PayerFunds funds, Instant now) {
        JsonFields in = JsonFields.of(body, SIGNED_FIELDS, Set.of());
        IntentLockMessage message = message(in, false);
        EthSignature signature = in.signature(SIGNATURE);
        chains.require(message.payoutChainId(), "payoutChainId");
        checkDeadline(message.deadlineMs(), now);
        if (!message.payer().equals(grant.payer())) {
            throw Refusal.SESSION_SCOPE.at("payer", "must be " + grant.payer() + ", who granted the session");
        }
        if (!grant.coversProvider(message.provider())) {
            throw Refusal.SESSION_SCOPE.at("provider", "must be " + grant.provider() + " in this session");
        }
        if (grant.expiresMs() <= now.toEpochMilli()) {
            throw Refusal.SESSION_EXPIRED.at(SIGNATURE, "is by a session key that expired at " + grant.expiresMs());
        }
        if (message.maxAmountNanos() > grant.limitNanos()) {
            throw Refusal.SESSION_LIMIT_EXCEEDED.at(
                    "maxAmount", "is above the session's " + Amounts.usdc(grant.limitNanos()) + " USDC");
        }
        Signers.require(grant.sessionKey(), message.digest(domain), signature, SIGNATURE);
        List<Draw> draws = DrawPlan.plan(
                message.intentId(), covered(funds, grant), message.maxAmountNanos(), message.payoutChainId());
        return intentLocked(message, Funding.CREDITS, draws, signature, null);
    }

    private static PayerFunds covered(PayerFunds funds, SessionGrantMessage grant) {
        return new PayerFunds() {
            @Override
            public List<Draw> available() {
                return funds.available().stream()
                        .filter(draw -> grant.coversChain(draw.getChainId()))
                        .toList();
            }

            @Override
            public boolean hasIntent(String intentId) {
                return funds.hasIntent(intentId);
            }
        };
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
            return intentLocked(message, Funding.ESCROW, List.of(), terms.signature(), terms.toRecord());
        }
        Signers.require(message.payer(), message.digest(domain), signature, SIGNATURE);
        return intentLocked(message, Funding.ESCROW, List.of(), signature, terms.toRecord());
    }

    private IntentLocked intentLocked(
            IntentLockMessage message,
            Funding funding,
            List<Draw> draws,
            EthSignature signature,
            @Nullable EscrowAuthorization escrow) {
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
                .setDraws(draws)
                .setNonce(AvroValues.word(message.nonce()))
                .setSignature(AvroValues.signature(signature))
                .setEscrow(escrow)
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
