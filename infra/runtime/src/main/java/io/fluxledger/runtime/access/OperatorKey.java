package io.fluxledger.runtime.access;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets only the operator through: by the operator's own key, or by a key or token of the role; and auditors, who read. The service knows
 * the key's SHA-256 alone, and neither is ever logged or answered.
 */
public final class OperatorKey {
    private static final String BEARER = "Bearer ";
    private static final String REALM = "operator";

    private final Optional<byte[]> sha256;
    private final Callers callers;

    /** @param sha256 hash of the key; empty when this deployment has no operator */
    public OperatorKey(Optional<byte[]> sha256, Callers callers) {
        this.sha256 = sha256.map(byte[]::clone);
        this.callers = callers;
    }

    /** The handler for whoever has the key; 401 and 403 say what to do. */
    public Handler guard(Handler handler) {
        return call -> {
            Optional<Problem> refusal = refusal(call);
            if (refusal.isEmpty()) {
                return handler.handle(call);
            }
            return callers.refusal(call, REALM).orElseGet(() -> {
                HttpReply reply = HttpReply.problem(refusal.get());
                return reply.status() == 401
                        ? reply.header("WWW-Authenticate", "Bearer realm=\"" + REALM + "\"")
                        : reply;
            });
        };
    }

    private static boolean may(Role role, HttpCall call) {
        return switch (role) {
            case OPERATOR -> true;
            case AUDITOR -> call.method().equals("GET");
            case PAYER, PROVIDER, PRODUCER -> false;
        };
    }

    private Optional<Problem> refusal(HttpCall call) {
        Optional<Caller> caller = callers.of(call);
        if (caller.isPresent()) {
            Role role = caller.get().role();
            return may(role, call)
                    ? Optional.empty()
                    : Optional.of(Problem.of(
                            403,
                            "ROLE_FORBIDDEN",
                            "The caller's role does not allow this",
                            "the role " + role.name().toLowerCase(Locale.ROOT) + " is not for " + call.method()
                                    + " here; an operator's is"));
        }
        if (sha256.isEmpty()) {
            return Optional.of(Problem.of(
                    403,
                    "OPERATOR_NOT_CONFIGURED",
                    "This service has no operator",
                    "set operator.key.sha256.file to a file with the SHA-256 of the operator's key in hex, and start"
                            + " the service again"));
        }
        String header = call.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(Problem.of(
                    401,
                    "OPERATOR_KEY_MISSING",
                    "The operator's key is missing",
                    "send Authorization: Bearer and the operator's key"));
        }
        byte[] given = sha256(header.substring(BEARER.length()).trim());
        return MessageDigest.isEqual(given, sha256.get())
                ? Optional.empty()
                : Optional.of(Problem.of(
                        401,
                        "OPERATOR_KEY_WRONG",
                        "The operator's key is wrong",
                        "its SHA-256 is not the configured one"));
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
