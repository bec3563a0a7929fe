package io.fluxledger.intake.accept;

import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.EscrowPaymentInfo;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import java.time.Instant;
import java.util.List;

/** The terms of an escrow lock: ours where they must be ours, long enough, and signed by the payer. */
final class EscrowAcceptance {
    private static final List<String> FIELDS = List.of(
            "chainId",
            "token",
            "operator",
            "receiver",
            "maxAmount",
            "preApprovalExpiryS",
            "authorizationExpiryS",
            "refundExpiryS",
            "minFeeBps",
            "maxFeeBps",
            "feeReceiver",
            "salt",
            "signature");
    private static final int FEE_BPS = 10;
    private static final int MAX_BPS = 10_000;
    private static final long MAX_UINT48 = (1L << 48) - 1;

    private final KnownChains chains;
    private final AcceptanceLimits limits;

    EscrowAcceptance(KnownChains chains, AcceptanceLimits limits) {
        this.chains = chains;
        this.limits = limits;
    }

    /** The intent that the terms must fit. */
    record Wanted(
            EthAddress payer,
            EthAddress provider,
            long maxAmountNanos,
            long deadlineMs,
            long payoutChainId,
            Bytes32 nonce) {}

    /** Terms and the payer's signature over them. */
    record Accepted(long chainId, EscrowPaymentInfo info, EthSignature signature) {
        EscrowAuthorization toRecord() {
            return EscrowAuthorization.newBuilder()
                    .setChainId(chainId)
                    .setToken(AvroValues.address(info.token()))
                    .setOperator(AvroValues.address(info.operator()))
                    .setReceiver(AvroValues.address(info.receiver()))
                    .setMaxAmountMicros(info.maxAmountMicros())
                    .setPreApprovalExpiryS(info.preApprovalExpiryS())
                    .setAuthorizationExpiryS(info.authorizationExpiryS())
                    .setRefundExpiryS(info.refundExpiryS())
                    .setMinFeeBps(info.minFeeBps())
                    .setMaxFeeBps(info.maxFeeBps())
                    .setFeeReceiver(AvroValues.address(info.feeReceiver()))
                    .setSalt(AvroValues.word(info.salt()))
                    .setSignature(AvroValues.signature(signature))
                    .build();
        }
    }

    Accepted accept(JsonFields intent, Wanted wanted, Instant now) {
        JsonFields terms = intent.object("escrow", FIELDS);
        long chainId = terms.number("chainId");
        KnownChains.Known chain = chains.require(chainId, terms.path("chainId"));
        EscrowPaymentInfo info = new EscrowPaymentInfo(
                terms.address("operator"),
                wanted.payer(),
                terms.address("receiver"),
                terms.address("token"),
                terms.micros("maxAmount"),
                terms.number("preApprovalExpiryS", MAX_UINT48),
                terms.number("authorizationExpiryS", MAX_UINT48),
                terms.number("refundExpiryS", MAX_UINT48),
                (int) terms.number("minFeeBps", MAX_BPS),
                (int) terms.number("maxFeeBps", MAX_BPS),
                terms.address("feeReceiver"),
                terms.bytes32("salt"));
        EthSignature signature = terms.signature("signature");
        checkParties(terms, info, chain, wanted);
        checkTimes(terms, info, wanted, now);
        checkSignature(terms, info, chain, wanted, signature);
        return new Accepted(chainId, info, signature);
    }

    private static void checkParties(JsonFields terms, EscrowPaymentInfo info, KnownChains.Known chain, Wanted wanted) {
        require(terms, "token", info.token().equals(chain.usdc()), "the chain's USDC", chain.usdc());
        require(terms, "operator", info.operator().equals(chain.operator()), "the operator", chain.operator());
        // Only on its own chain the contract can pay the provider; on another the treasury takes it and passes it on.
        boolean isOnward = chain.chainId() != wanted.payoutChainId();
        EthAddress receiver = isOnward ? chain.treasury() : wanted.provider();
        require(
                terms,
                "receiver",
                info.receiver().equals(receiver),
                isOnward ? "the treasury, as the payout is on another chain" : "the provider",
                receiver);
        require(terms, "feeReceiver", info.feeReceiver().equals(chain.treasury()), "the treasury", chain.treasury());
        require(terms, "minFeeBps", info.minFeeBps() == FEE_BPS, "the fee", FEE_BPS);
        require(terms, "maxFeeBps", info.maxFeeBps() == FEE_BPS, "the fee", FEE_BPS);
        require(
                terms,
                "maxAmount",
                info.maxAmountMicros() * Amounts.NANOS_PER_MICRO == wanted.maxAmountNanos(),
                "the intent's maximum",
                Amounts.usdc(wanted.maxAmountNanos()));
    }

    private void checkTimes(JsonFields terms, EscrowPaymentInfo info, Wanted wanted, Instant now) {
        if (info.preApprovalExpiryS() < now.plus(limits.submission()).getEpochSecond()) {
            throw Refusal.AUTHORIZATION_EXPIRED.at(
                    terms.path("preApprovalExpiryS"),
                    "must be at least " + limits.submission().toSeconds() + " s away");
        }
        if (info.authorizationExpiryS() < info.preApprovalExpiryS()) {
            throw Refusal.ESCROW_TERMS.at(terms.path("authorizationExpiryS"), "must not be before preApprovalExpiryS");
        }
        long lastCaptureMs =
                info.authorizationExpiryS() * 1000 - limits.captureMargin().toMillis();
        if (lastCaptureMs < wanted.deadlineMs()) {
            throw Refusal.ESCROW_TERMS.at(
                    terms.path("authorizationExpiryS"),
                    "must be at least " + limits.captureMargin().toSeconds() + " s after the deadline");
        }
        if (info.refundExpiryS() < info.authorizationExpiryS()) {
            throw Refusal.ESCROW_TERMS.at(terms.path("refundExpiryS"), "must not be before authorizationExpiryS");
        }
    }

    private static void checkSignature(
            JsonFields terms, EscrowPaymentInfo info, KnownChains.Known chain, Wanted wanted, EthSignature signature) {
        Bytes32 nonce = info.payerAgnosticNonce(chain.chainId(), chain.escrow());
        if (!nonce.equals(wanted.nonce())) {
            throw Refusal.NONCE_MISMATCH.at("nonce", "must be " + nonce + " for these escrow terms");
        }
        byte[] digest = Eip3009Authorization.ofMicros(
                        info.payer(), chain.collector(), info.maxAmountMicros(), 0, info.preApprovalExpiryS(), nonce)
                .receiveDigest(chain.token());
        Signers.require(info.payer(), digest, signature, terms.path("signature"));
    }

    private static void require(JsonFields terms, String name, boolean holds, String what, Object value) {
        if (!holds) {
            throw Refusal.ESCROW_TERMS.at(terms.path(name), "must be " + what + ", " + value);
        }
    }
}
