package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.DisputeRaised;
import io.fluxledger.events.ProviderRefunded;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.DisputeMessage;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.ProviderRefundMessage;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What follows a settlement, as {@link Acceptance}. Neither message has an end of validity: the ledger remembers both
 * kinds of nonce for ever, and a settlement has one dispute.
 */
public final class DisputeAcceptance {
    private static final String SIGNATURE = "signature";

    private final Eip712Domain domain;
    private final Supplier<UUID> inputIds;

    public DisputeAcceptance(ChainsFile chains) {
        this(chains, UUID::randomUUID);
    }

    /** @param inputIds gives a new id for each input */
    public DisputeAcceptance(ChainsFile chains, Supplier<UUID> inputIds) {
        ChainsFile.Domain own = chains.domain();
        this.domain =
                new Eip712Domain(own.name(), own.version(), own.chainId(), EthAddress.parse(own.verifyingContract()));
        this.inputIds = inputIds;
    }

    /** {@code {intentId, payer, provider, amount, reason, nonce, signature}}, signed by the payer. */
    public DisputeRaised dispute(JsonNode body) {
        JsonFields in = JsonFields.of(
                body, List.of("intentId", "payer", "provider", "amount", "reason", "nonce", SIGNATURE), Set.of());
        DisputeMessage message = new DisputeMessage(
                in.id("intentId"),
                in.address("payer"),
                in.address("provider"),
                in.nanos("amount"),
                in.sentence("reason"),
                in.bytes32("nonce"));
        EthSignature signature = in.signature(SIGNATURE);
        Signers.require(message.payer(), message.digest(domain), signature, SIGNATURE);
        return DisputeRaised.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setPayer(AvroValues.address(message.payer()))
                .setIntentId(message.intentId())
                .setProvider(AvroValues.address(message.provider()))
                .setAmountNanos(message.amountNanos())
                .setReason(message.reason())
                .setNonce(AvroValues.word(message.nonce()))
                .setSignature(AvroValues.signature(signature))
                .build();
    }

    /**
     * {@code {payer, intentId, amount, nonce, signature}}, signed by the provider.
     *
     * @param provider as the path names it
     */
    public ProviderRefunded refund(EthAddress provider, JsonNode body) {
        JsonFields in = JsonFields.of(body, List.of("payer", "intentId", "amount", "nonce", SIGNATURE), Set.of());
        ProviderRefundMessage message = new ProviderRefundMessage(
                provider, in.address("payer"), in.id("intentId"), in.nanos("amount"), in.bytes32("nonce"));
        EthSignature signature = in.signature(SIGNATURE);
        Signers.require(provider, message.digest(domain), signature, SIGNATURE);
        return ProviderRefunded.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setProvider(AvroValues.address(provider))
                .setPayer(AvroValues.address(message.payer()))
                .setIntentId(message.intentId())
                .setAmountNanos(message.amountNanos())
                .setNonce(AvroValues.word(message.nonce()))
                .setSignature(AvroValues.signature(signature))
                .build();
    }
}
