package io.fluxledger.audit.verify;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Fingerprints of charges: 64 bits of SHA-256 over a secret of this run and the charge's canonical bytes. Whoever writes
 * the logs does not know the secret, so two charges have the same one by chance only. Not thread-safe.
 */
final class ChargePrints {
    private static final int SECRET_BYTES = 32;

    private final byte[] secret;
    private final LineWriter writer;
    private final MessageDigest sha256;

    /** @param secret the same for all that are compared */
    ChargePrints(byte[] secret, EventSerde serde) {
        this.secret = Arrays.copyOf(secret, secret.length);
        this.writer = new LineWriter(serde, TopicCatalog.LEDGER_JOURNAL);
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    long of(OfProvider charge) {
        sha256.update(secret);
        byte[] digest = sha256.digest(writer.charge(charge));
        long print = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            print = (print << Byte.SIZE) | (digest[i] & 0xFF);
        }
        return print;
    }
}
