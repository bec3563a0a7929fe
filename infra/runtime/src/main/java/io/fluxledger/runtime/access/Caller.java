package io.fluxledger.runtime.access;

import io.fluxledger.signatures.EthAddress;
import java.util.Optional;

/**
 * Who a request comes from, by the key or token that it showed.
 *
 * @param id names the caller in quotas, logs and decisions, no secret: the id of a key, or {@code sub:} and a token's subject
 * @param account whose payer's or provider's account the caller may read, where it is one account's
 * @param shown SHA-256 of what was shown, so that another key with the same id is another caller; 64 hex digits
 * @param endsMs when it is not good any more, Unix milliseconds; keys have no end of their own
 */
public record Caller(String id, Role role, Optional<EthAddress> account, String shown, long endsMs) {
    private static final String SUBJECT = "sub:";

    static Caller of(ApiKey key) {
        return new Caller(key.id(), key.role(), key.account(), key.sha256(), Long.MAX_VALUE);
    }

    static Caller ofToken(String subject, Role role, Optional<EthAddress> account, String shown, long endsMs) {
        return new Caller(SUBJECT + subject, role, account, shown, endsMs);
    }

    /** Whether a token was shown; an id of a key has no colon. */
    boolean hasToken() {
        return id.startsWith(SUBJECT);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return id + " " + role + account.map(a -> " " + a).orElse("");
    }
}
