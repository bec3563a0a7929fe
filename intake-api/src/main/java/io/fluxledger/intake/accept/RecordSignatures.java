package io.fluxledger.intake.accept;

import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.RefundRequestMessage;
import io.fluxledger.signatures.SettlementRequestMessage;
import io.fluxledger.signatures.TypedMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Form and signer of records that are there already, whoever built them. */
final class RecordSignatures {
    private static final String SIGNATURE = "signature";

    private final Eip712Domain domain;
    private final KnownChains chains;

    RecordSignatures(Eip712Domain domain, KnownChains chains) {
        this.domain = domain;
        this.chains = chains;
    }

    void verify(UsageReceipt receipt) {
        UsageReceiptMessage message = new UsageReceiptMessage(
                JsonFields.id(IntentIds.text(receipt.getIntentId()), "intentId"),
                AvroValues.address(receipt.getPayer()),
                AvroValues.address(receipt.getProvider()),
                positive(receipt.getUsedNanos()),
                notNegative(receipt.getInputTokens(), "inputTokens"),
                notNegative(receipt.getOutputTokens(), "outputTokens"),
                notNegative(receipt.getPayoutChainId(), "payoutChainId"),
                AvroValues.word(receipt.getNonce()),
                notNegative(receipt.getTimestampMs(), "timestampMs"));
        chains.require(message.payoutChainId(), "payoutChainId");
        Signers.require(
                message.provider(), message.digest(domain), AvroValues.signature(receipt.getSignature()), SIGNATURE);
    }

    void verify(SettlementRequested request) {
        SettlementRequestMessage message = new SettlementRequestMessage(
                JsonFields.id(IntentIds.text(request.getIntentId()), "intentId"),
                AvroValues.address(request.getPayer()),
                AvroValues.address(request.getProvider()),
                AvroValues.word(signed(request.getNonce(), "nonce")));
        ByteBuffer signature = signed(request.getSignature(), SIGNATURE);
        verifyRequestedBy(request.getRequestedBy(), message, message.payer(), message.provider(), signature);
    }

    void verify(RefundRequested request) {
        RefundRequestMessage message = new RefundRequestMessage(
                JsonFields.id(IntentIds.text(request.getIntentId()), "intentId"),
                AvroValues.address(request.getPayer()),
                AvroValues.address(request.getProvider()),
                request.getReason().name(),
                AvroValues.word(signed(request.getNonce(), "nonce")));
        ByteBuffer signature = signed(request.getSignature(), SIGNATURE);
        verifyRequestedBy(request.getRequestedBy(), message, message.payer(), message.provider(), signature);
    }

    private void verifyRequestedBy(
            RequestedBy claimed, TypedMessage message, EthAddress payer, EthAddress provider, ByteBuffer signature) {
        RequestedBy signer = requestedBy(message, payer, provider, AvroValues.signature(signature));
        if (claimed != signer) {
            throw Refusal.SIGNATURE_MISMATCH.at("requestedBy", "is " + claimed + " but " + signer + " signed");
        }
    }

    /** Which of the two signed. */
    RequestedBy requestedBy(TypedMessage message, EthAddress payer, EthAddress provider, EthSignature signature) {
        EthAddress signer = Signers.signer(message.digest(domain), signature, SIGNATURE);
        if (signer.equals(payer)) {
            return RequestedBy.PAYER;
        }
        if (signer.equals(provider)) {
            return RequestedBy.PROVIDER;
        }
        throw Signers.mismatch(SIGNATURE, signer, "payer or provider");
    }

    private static long positive(long usedNanos) {
        if (usedNanos == 0) {
            throw Refusal.AMOUNT_ZERO.at("used", "must be above zero");
        }
        if (usedNanos < 0) {
            throw Refusal.AMOUNT_NEGATIVE.at("used", "must be above zero");
        }
        return usedNanos;
    }

    private static long notNegative(long value, String field) {
        if (value < 0) {
            throw Refusal.NUMBER_OUT_OF_RANGE.at(field, "must be from 0 to " + Long.MAX_VALUE);
        }
        return value;
    }

    private static <T> T signed(@Nullable T value, String field) {
        if (value == null) {
            throw Refusal.UNSIGNED_REQUEST.at(field, "is missing");
        }
        return value;
    }
}
