package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A payer's authorization to move USDC to a chain's treasury, as {@link Acceptance}. It may be signed as
 * ReceiveWithAuthorization, which the treasury alone can execute, or as TransferWithAuthorization, which is what x402 clients
 * sign; the relayer sees by the signature which of the two it is.
 */
public final class DepositAcceptance {
    private static final String SIGNATURE = "signature";

    private final KnownChains chains;
    private final AcceptanceLimits limits;
    private final Supplier<UUID> inputIds;

    public DepositAcceptance(ChainsFile chains, AcceptanceLimits limits) {
        this(new KnownChains(chains), limits, UUID::randomUUID);
    }

    DepositAcceptance(KnownChains chains, AcceptanceLimits limits, Supplier<UUID> inputIds) {
        this.chains = chains;
        this.limits = limits;
        this.inputIds = inputIds;
    }

    /** {@code {chainId, from, amount, validAfter, validBefore, nonce, signature}}: EIP-3009 to the chain's treasury. */
    public DepositRequested accept(JsonNode body, Instant now) {
        JsonFields in = JsonFields.of(
                body, List.of("chainId", "from", "amount", "validAfter", "validBefore", "nonce", SIGNATURE), Set.of());
        KnownChains.Known chain = chains.require(in.number("chainId"), "chainId");
        EthAddress payer = in.address("from");
        long amountMicros = in.micros("amount");
        long validAfterS = in.number("validAfter");
        long validBeforeS = in.number("validBefore");
        Bytes32 nonce = in.bytes32("nonce");
        return accept(
                chain,
                Eip3009Authorization.ofMicros(payer, chain.treasury(), amountMicros, validAfterS, validBeforeS, nonce),
                in.signature(SIGNATURE),
                now);
    }

    /**
     * An authorization that was read elsewhere.
     *
     * @param authorization to the treasury of that chain, of at most 2^63 - 1 nano-USDC
     */
    public DepositRequested accept(
            long chainId, Eip3009Authorization authorization, EthSignature signature, Instant now) {
        KnownChains.Known chain = chains.require(chainId, "chainId");
        if (!authorization.to().equals(chain.treasury())) {
            throw Refusal.INVALID_ADDRESS.at("to", "must be the treasury " + chain.treasury());
        }
        return accept(chain, authorization, signature, now);
    }

    private DepositRequested accept(
            KnownChains.Known chain, Eip3009Authorization authorization, EthSignature signature, Instant now) {
        EthAddress payer = authorization.from();
        if (payer.equals(chain.treasury()) || payer.equals(chain.usdc())) {
            throw Refusal.INVALID_ADDRESS.at("from", "must not be the treasury or the token");
        }
        if (authorization.validAfterS() >= now.getEpochSecond()) {
            throw Refusal.AUTHORIZATION_NOT_YET_VALID.at("validAfter", "must be in the past");
        }
        if (authorization.validBeforeS() <= now.plus(limits.submission()).getEpochSecond()) {
            throw Refusal.AUTHORIZATION_EXPIRED.at(
                    "validBefore", "must be more than " + limits.submission().toSeconds() + " s away");
        }
        requireSigned(authorization, chain.token(), signature);
        return DepositRequested.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setPayer(AvroValues.address(payer))
                .setChainId(chain.chainId())
                .setToken(AvroValues.address(chain.usdc()))
                .setNonce(AvroValues.word(authorization.nonce()))
                .setAmountMicros(authorization.value().longValueExact())
                .setValidAfterS(authorization.validAfterS())
                .setValidBeforeS(authorization.validBeforeS())
                .setSignature(AvroValues.signature(signature))
                .build();
    }

    private static void requireSigned(Eip3009Authorization authorization, Eip712Domain token, EthSignature signature) {
        byte[] transfer = authorization.transferDigest(token);
        if (!Signers.signer(transfer, signature, SIGNATURE).equals(authorization.from())) {
            Signers.require(authorization.from(), authorization.receiveDigest(token), signature, SIGNATURE);
        }
    }
}
