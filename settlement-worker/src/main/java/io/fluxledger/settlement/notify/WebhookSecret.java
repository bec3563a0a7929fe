package io.fluxledger.settlement.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Secrets of signed messages as Standard Webhooks has them: HMAC-SHA256 over id, time and body. The first one signs, each
 * of them verifies, so that a secret can be changed without a gap. Never printed.
 */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int MAX_SECRETS = 4;
    private static final int MAX_SIGNATURES = 8;

    private final List<SecretKeySpec> keys;

    private WebhookSecret(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * Reads secrets of the form {@code whsec_<base64>}, separated by spaces or lines.
     *
     * @throws IllegalArgumentException saying what is wrong, without quoting it
     */
    public static WebhookSecret parse(String text) {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String word : text.trim().split("\\s+")) {
            byte[] bytes = decode(word);
            if (!word.startsWith(PREFIX) || bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException("a webhook secret is whsec_ and the base64 of 24 to 64 bytes");
            }
            keys.add(new SecretKeySpec(bytes, ALGORITHM));
        }
        if (keys.size() > MAX_SECRETS) {
            throw new IllegalArgumentException("at most " + MAX_SECRETS + " webhook secrets");
        }
        return new WebhookSecret(keys);
    }

    private static byte[] decode(String word) {
        try {
            return Base64.getDecoder().decode(word.substring(Math.min(PREFIX.length(), word.length())));
        } catch (IllegalArgumentException e) {
            // The cause quotes what stands there.
            throw new IllegalArgumentException("a webhook secret is whsec_ and the base64 of 24 to 64 bytes");
        }
    }

    /** The text of a secret of those bytes. */
    public static String text(byte[] bytes) {
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** What the header {@code webhook-signature} says. */
    public String sign(String id, long timestampS, byte[] body) {
        return VERSION + Base64.getEncoder().encodeToString(mac(keys.getFirst(), id, timestampS, body));
    }

    /** Whether one of the signatures of the header is one of these secrets'. */
    public boolean verifies(String signatures, String id, long timestampS, byte[] body) {
        List<byte[]> expected =
                keys.stream().map(key -> mac(key, id, timestampS, body)).toList();
        boolean genuine = false;
        for (String signature :
                Arrays.stream(signatures.split(" ")).limit(MAX_SIGNATURES).toList()) {
            if (signature.startsWith(VERSION)) {
                byte[] given = bytes(signature.substring(VERSION.length()));
                for (byte[] one : expected) {
                    genuine |= MessageDigest.isEqual(one, given);
                }
            }
        }
        return genuine;
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] mac(SecretKeySpec key, String id, long timestampS, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestampS + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return keys.size() + " webhook secrets";
    }
}
