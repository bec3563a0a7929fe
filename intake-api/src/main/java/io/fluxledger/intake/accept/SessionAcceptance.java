package io.fluxledger.intake.accept;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.RevokedBy;
import io.fluxledger.events.SessionGranted;
import io.fluxledger.events.SessionRevoked;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.SessionGrantMessage;
import io.fluxledger.signatures.SessionRevocationMessage;
import io.fluxledger.signatures.WalletSignature;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Grants to session keys, and their revocations. Pure, and without memory: that all locks of a session stay within its limit
 * together is for the fold to decide (infra/decisions/0010). Every method throws {@link ProblemException} with a {@link Refusal}
 * as code.
 */
public final class SessionAcceptance {
    /** Longest time from now to the end of a grant. */
    public static final Duration LONGEST = Duration.ofDays(30);

    private static final String SIGNATURE = "signature";
    private static final String CHAIN_ID = "chainId";
    private static final String PROVIDER = "provider";

    private final Eip712Domain domain;
    private final KnownChains chains;
    private final Supplier<UUID> inputIds;

    /** @param inputIds gives a new id for each input */
    public SessionAcceptance(ChainsFile chains, Supplier<UUID> inputIds) {
        ChainsFile.Domain own = chains.domain();
        this.domain =
                new Eip712Domain(own.name(), own.version(), own.chainId(), EthAddress.parse(own.verifyingContract()));
        this.chains = new KnownChains(chains);
        this.inputIds = inputIds;
    }

    /** A grant that is well-formed; who signed it has not been checked. */
    public record Stated(SessionGrantMessage grant, WalletSignature signature) {}

    /** {@code {payer, sessionKey, limit, expiresMs, chainId, [provider], nonce, signature}}; chainId 0 for every chain. */
    public Stated read(JsonNode body) {
        JsonFields in = JsonFields.of(
                body,
                List.of("payer", "sessionKey", "limit", "expiresMs", CHAIN_ID, "nonce", SIGNATURE),
                Set.of(PROVIDER));
        SessionGrantMessage grant = new SessionGrantMessage(
                in.address("payer"),
                in.address("sessionKey"),
                in.nanos("limit"),
                in.number("expiresMs"),
                in.number(CHAIN_ID),
                in.has(PROVIDER) ? in.address(PROVIDER) : EthAddress.ZERO,
                in.bytes32("nonce"));
        if (grant.sessionKey().equals(grant.payer())) {
            throw Refusal.INVALID_ADDRESS.at("sessionKey", "must not be the payer's own");
        }
        if (grant.chainId() != 0) {
            chains.require(grant.chainId(), CHAIN_ID);
        }
        return new Stated(grant, in.walletSignature(SIGNATURE));
    }

    /** What the wallet signs: 32 bytes. */
    public byte[] digest(Stated stated) {
        return stated.grant().digest(domain);
    }

    /** Whether only a call on the grant's chain can tell who signed. */
    public boolean needsChain(Stated stated) {
        return stated.grant().chainId() != 0
                && !stated.signature().isByKey(stated.grant().payer(), digest(stated));
    }

    /**
     * The grant, if its payer signed it: by a key, or as a contract on the grant's own chain. Another chain's word does not
     * count: whoever has the address there may be somebody else.
     *
     * @param proof from the chain where {@link #needsChain} says so, else {@link WalletProof#NONE}
     */
    public SessionGrantMessage grant(Stated stated, WalletProof proof, Instant now) {
        SessionGrantMessage grant = stated.grant();
        checkTime(grant, now);
        byte[] digest = digest(stated);
        if (stated.signature().isByKey(grant.payer(), digest)
                || proof.proves(grant.chainId(), grant.payer(), digest, stated.signature())) {
            return grant;
        }
        if (grant.chainId() == 0 && stated.signature().byKey().isEmpty()) {
            throw Refusal.UNKNOWN_CHAIN.at(CHAIN_ID, "must be the chain that the contract wallet is on");
        }
        throw Refusal.SIGNATURE_MISMATCH.at(
                SIGNATURE, "is not by " + grant.payer() + ", neither as a key nor as a contract on that chain");
    }

    /** The grant as an input, see {@link #grant}. */
    public SessionGranted granted(Stated stated, WalletProof proof, Instant now) {
        SessionGrantMessage grant = grant(stated, proof, now);
        return SessionGranted.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setPayer(AvroValues.address(grant.payer()))
                .setSessionKey(AvroValues.address(grant.sessionKey()))
                .setLimitNanos(grant.limitNanos())
                .setExpiresMs(grant.expiresMs())
                .setChainId(grant.chainId())
                .setProvider(grant.provider().isZero() ? null : AvroValues.address(grant.provider()))
                .setNonce(AvroValues.word(grant.nonce()))
                .setSignature(ByteBuffer.wrap(stated.signature().bytes()))
                .build();
    }

    private static void checkTime(SessionGrantMessage grant, Instant now) {
        long nowMs = now.toEpochMilli();
        if (grant.expiresMs() <= nowMs) {
            throw Refusal.SESSION_EXPIRED.at("expiresMs", "must be after " + nowMs);
        }
        if (grant.expiresMs() - nowMs > LONGEST.toMillis()) {
            throw Refusal.AUTHORIZATION_TOO_LONG.at("expiresMs", "must be within " + LONGEST + " from now");
        }
    }

    /** A revocation that is well-formed; who signed it has not been checked. */
    public record StatedRevocation(SessionRevocationMessage revocation, WalletSignature signature) {}

    /** {@code {payer, sessionKey, nonce, signature}}, signed by the payer or the session key. */
    public StatedRevocation readRevocation(JsonNode body) {
        JsonFields in = JsonFields.of(body, List.of("payer", "sessionKey", "nonce", SIGNATURE), Set.of());
        return new StatedRevocation(
                new SessionRevocationMessage(in.address("payer"), in.address("sessionKey"), in.bytes32("nonce")),
                in.walletSignature(SIGNATURE));
    }

    /** What is signed: 32 bytes. */
    public byte[] digest(StatedRevocation stated) {
        return stated.revocation().digest(domain);
    }

    /** Whether a key signed, the payer's or the session's; if not, only a contract wallet on the session's chain can have. */
    public boolean isByKey(StatedRevocation stated) {
        return signer(stated).isPresent();
    }

    private Optional<RevokedBy> signer(StatedRevocation stated) {
        byte[] digest = digest(stated);
        if (stated.signature().isByKey(stated.revocation().payer(), digest)) {
            return Optional.of(RevokedBy.PAYER);
        }
        return stated.signature().isByKey(stated.revocation().sessionKey(), digest)
                ? Optional.of(RevokedBy.SESSION)
                : Optional.empty();
    }

    /**
     * The revocation, if the session's payer or its key signed it.
     *
     * @param session that is revoked
     * @param proof from the session's chain where {@link #isByKey} says no, else {@link WalletProof#NONE}
     */
    public SessionRevoked revoked(StatedRevocation stated, SessionTerms session, WalletProof proof) {
        SessionRevocationMessage revocation = stated.revocation();
        Optional<RevokedBy> byKey = signer(stated);
        if (byKey.isEmpty()
                && !proof.proves(session.chainId(), revocation.payer(), digest(stated), stated.signature())) {
            throw Refusal.SIGNATURE_MISMATCH.at(
                    SIGNATURE, "is neither by " + revocation.payer() + " nor by " + revocation.sessionKey());
        }
        return SessionRevoked.newBuilder()
                .setInputId(AvroValues.id(inputIds.get()))
                .setPayer(AvroValues.address(revocation.payer()))
                .setSessionKey(AvroValues.address(revocation.sessionKey()))
                .setRevokedBy(byKey.orElse(RevokedBy.PAYER))
                .setNonce(AvroValues.word(revocation.nonce()))
                .setSignature(ByteBuffer.wrap(stated.signature().bytes()))
                .build();
    }
}
