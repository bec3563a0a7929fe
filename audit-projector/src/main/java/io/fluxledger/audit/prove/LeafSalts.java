package io.fluxledger.audit.prove;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Salts of the leaves of what is owed: HMAC-SHA256, by a secret of the deployment, over the batch's id, the chain's id (8 bytes
 * each) and the owner's address (20 bytes). Who sees the hash of a leaf cannot check a guess at it without its salt, and a salt is
 * told to its owner alone.
 */
public final class LeafSalts {
    /** Leaves of batches that were sealed before there were salts. */
    public static final LeafSalts NONE = new LeafSalts(List.of());

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_CHARACTERS = 32;
    private static final int ADDRESS_BYTES = 20;

    private final List<SecretKeySpec> secrets;

    private LeafSalts(List<SecretKeySpec> secrets) {
        this.secrets = secrets;
    }

    /**
     * Salts by these secrets.
     *
     * @param lines a secret a line, each of 32 characters at least: the first is for batches to come, those behind it are secrets of
     *     before, by which earlier batches were sealed
     * @throws IllegalArgumentException when there is none, or one is too short
     */
    public static LeafSalts of(String lines) {
        List<SecretKeySpec> secrets = new ArrayList<>();
        for (String line : lines.lines().map(String::strip).toList()) {
            if (line.length() < LEAST_CHARACTERS) {
                throw new IllegalArgumentException("a secret has " + LEAST_CHARACTERS + " characters at least");
            }
            secrets.add(new SecretKeySpec(line.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        }
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("there is no secret");
        }
        return new LeafSalts(List.copyOf(secrets));
    }

    /** The tree that a batch which is being sealed has over what is owed on a chain. */
    SumTree tree(long batchId, long chainId, SortedMap<String, Long> owedNanos) {
        return tree(
                batchId, chainId, owedNanos, secrets.isEmpty() ? Optional.empty() : Optional.of(secrets.getFirst()));
    }

    /**
     * The tree that a sealed batch has over what is owed on a chain: by whichever secret it was sealed, or by none.
     *
     * @param root as sealed, 32 bytes
     * @return empty when no tree over these amounts has that root
     */
    Optional<SumTree> tree(long batchId, long chainId, SortedMap<String, Long> owedNanos, byte[] root) {
        List<Optional<SecretKeySpec>> candidates = new ArrayList<>();
        secrets.forEach(secret -> candidates.add(Optional.of(secret)));
        candidates.add(Optional.empty());
        for (Optional<SecretKeySpec> secret : candidates) {
            SumTree tree = tree(batchId, chainId, owedNanos, secret);
            if (Arrays.equals(tree.root().hash(), root)) {
                return Optional.of(tree);
            }
        }
        return Optional.empty();
    }

    private static SumTree tree(
            long batchId, long chainId, SortedMap<String, Long> owedNanos, Optional<SecretKeySpec> secret) {
        if (secret.isEmpty()) {
            return SumTree.of(chainId, owedNanos);
        }
        Mac mac = mac(secret.get());
        return SumTree.salted(
                chainId,
                owedNanos,
                owner -> mac.doFinal(ByteBuffer.allocate(2 * Long.BYTES + ADDRESS_BYTES)
                        .putLong(batchId)
                        .putLong(chainId)
                        .put(HexFormat.of().parseHex(owner, 2, owner.length()))
                        .array()));
    }

    private static Mac mac(SecretKeySpec secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + ALGORITHM, e);
        }
    }
}
