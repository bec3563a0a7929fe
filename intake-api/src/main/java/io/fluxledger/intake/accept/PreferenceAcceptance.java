package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.ProviderTermsSet;
import io.fluxledger.events.RefundChainPreferred;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.ProviderTermsMessage;
import io.fluxledger.signatures.RefundChainMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What providers and payers prefer: how payouts may be made, and where refunds go. Pure. Every method throws
 * {@link ProblemException} with a {@link Refusal} as code and, where one is at fault, the field.
 */
public final class PreferenceAcceptance {
    private static final String SIGNATURE = "signature";
    private static final String CHAINS = "alternativeChainIds";
    private static final String TOKEN = "payoutToken";
    private static final int MAX_CHAINS = 16;
    private static final int MAX_SLIPPAGE_BPS = 10_000;
    /** How far the clock of who signs may be ahead. */
    private static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    private final Eip712Domain domain;
    private final KnownChains chains;
    private final AcceptanceLimits limits;
    private final Supplier<UUID> inputIds;

    /** @param inputIds gives a new id for each input */
    public PreferenceAcceptance(ChainsFile chains, AcceptanceLimits limits, Supplier<UUID> inputIds) {
        ChainsFile.Domain own = chains.domain();
        this.domain =
                new Eip712Domain(own.name(), own.version(), own.chainId(), EthAddress.parse(own.verifyingContract()));
        this.chains = new KnownChains(chains);
        this.limits = limits;
        this.inputIds = inputIds;
    }

    /**
     * {@code {provider, alternativeChainIds, [payoutToken], slippageBps, nonce, validBeforeMs, signature}}, signed by the
     * provider; at most 16 chains of this deployment, each once.
     */
    public ProviderTermsSet terms(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(
                body, List.of("provider", CHAINS, "slippageBps", "nonce", "validBeforeMs", SIGNATURE), Set.of(TOKEN));
        ProviderTermsMessage message = new ProviderTermsMessage(
                in.address("provider"),
                in.numbers(CHAINS, MAX_CHAINS),
                in.has(TOKEN) ? in.address(TOKEN) : EthAddress.ZERO,
                in.number("slippageBps", MAX_SLIPPAGE_BPS),
                in.bytes32("nonce"),
                in.number("validBeforeMs"));
        EthSignature signature = in.signature(SIGNATURE);
        List<Long> alternatives = message.alternativeChainIds();
        alternatives.forEach(chainId -> chains.require(chainId, CHAINS));
        if (alternatives.stream().distinct().count() < alternatives.size()) {
            throw Refusal.UNKNOWN_VALUE.at(CHAINS, "must name each chain once");
        }
        limits.checkValidity(message.validBeforeMs(), now);
        Signers.require(message.provider(), message.digest(domain), signature, SIGNATURE);
        return ProviderTermsSet.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setProvider(AvroValues.address(message.provider()))
                .setAlternativeChainIds(alternatives)
                .setPayoutToken(message.payoutToken().isZero() ? null : AvroValues.address(message.payoutToken()))
                .setSlippageBps(Math.toIntExact(message.slippageBps()))
                .setNonce(AvroValues.word(message.nonce()))
                .setValidBeforeMs(message.validBeforeMs())
                .setSignature(AvroValues.signature(signature))
                .build();
    }

    /** {@code {payer, chainId, issuedAtMs, signature}}, signed by the payer; chainId 0 for where it was drawn. */
    public RefundChainPreferred refundChain(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(body, List.of("payer", "chainId", "issuedAtMs", SIGNATURE), Set.of());
        RefundChainMessage message =
                new RefundChainMessage(in.address("payer"), in.number("chainId"), in.number("issuedAtMs"));
        EthSignature signature = in.signature(SIGNATURE);
        if (message.chainId() != 0) {
            chains.require(message.chainId(), "chainId");
        }
        long latestMs = now.plus(MAX_AHEAD).toEpochMilli();
        if (message.issuedAtMs() > latestMs) {
            throw Refusal.AUTHORIZATION_NOT_YET_VALID.at("issuedAtMs", "must not be after " + latestMs);
        }
        Signers.require(message.payer(), message.digest(domain), signature, SIGNATURE);
        return RefundChainPreferred.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setPayer(AvroValues.address(message.payer()))
                .setChainId(message.chainId())
                .setIssuedAtMs(message.issuedAtMs())
                .setSignature(AvroValues.signature(signature))
                .build();
    }
}
