package io.fluxledger.runtime.access;

import io.fluxledger.signatures.EthAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller's key as this service knows it: without the key itself. The key is {@code flux_<id>_<64 hex digits>}, 256 random bits
 * that cannot be guessed, so that its hash needs to be neither slow nor salted.
 *
 * @param id names the key in logs and quotas; no secret
 * @param sha256 of the whole key, 64 hex digits
 * @param account whose key it is, where it is one account's
 */
public record ApiKey(String id, Role role, String sha256, Optional<EthAddress> account) {
    private static final String PREFIX = "flux_";
    private static final int ID_BYTES = 8;
    private static final int SECRET_BYTES = 32;
    private static final Pattern KEY = Pattern.compile(PREFIX + "([0-9a-f]{16})_[0-9a-f]{64}");
    private static final Pattern LINE = Pattern.compile(
            "([0-9a-f]{16}) +(payer|provider|producer|operator|auditor) +([0-9a-f]{64})( +0x[0-9a-fA-F]{40})?");

    /**
     * A key that was just made.
     *
     * @param secret what its holder gets, once
     */
    public record Made(ApiKey key, String secret) {
        /** Without the secret. */
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /** A new key. */
    public static Made make(Role role, Optional<EthAddress> account, SecureRandom random) {
        String id = hex(random, ID_BYTES);
        String secret = PREFIX + id + "_" + hex(random, SECRET_BYTES);
        return new Made(new ApiKey(id, role, hash(secret), account), secret);
    }

    private static String hex(SecureRandom random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }

    /** Whether a text is meant as one of these keys: others may stand in the same header. */
    static boolean isMeant(String text) {
        return text.startsWith(PREFIX);
    }

    /** The id in a key of the right form; it proves nothing. */
    static Optional<String> idIn(String text) {
        Matcher form = KEY.matcher(text);
        return form.matches() ? Optional.of(form.group(1)) : Optional.empty();
    }

    /** SHA-256 of a key, hex. */
    static String hash(String key) {
        try {
            byte[] text = key.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether the hash is this key's; takes as long whatever it is. */
    boolean hasHash(String hash) {
        return MessageDigest.isEqual(
                sha256.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    /** As it stands in the file: {@code <id> <role> <sha256> [<account>]}. */
    public String line() {
        return id + " " + role.name().toLowerCase(Locale.ROOT) + " " + sha256
                + account.map(a -> " " + a).orElse("");
    }

    /**
     * The key of a line.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting the line
     */
    public static ApiKey parse(String line) {
        Matcher form = LINE.matcher(line.trim());
        if (!form.matches()) {
            throw new IllegalArgumentException("must be an id, a role, a SHA-256 and at most an account");
        }
        Optional<EthAddress> account =
                Optional.ofNullable(form.group(4)).map(String::trim).map(EthAddress::parse);
        return new ApiKey(form.group(1), Role.valueOf(form.group(2).toUpperCase(Locale.ROOT)), form.group(3), account);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return id + " " + role + account.map(a -> " " + a).orElse("");
    }
}
