package io.fluxledger.intake.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which headers pass the gateway. Not those of one connection, not payments, not what the gateway itself says to providers
 * and callers, and nothing that makes a caller known to a provider: credentials and cookies, since all providers are behind
 * one origin here.
 */
final class ForwardedHeaders {
    /** Headers that only the gateway and providers say to each other begin like this. */
    static final String OWN = "fluxledger-";

    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "content-length",
            "expect",
            "host");
    private static final Set<String> NOT_TO_PROVIDERS =
            Set.of("authorization", "cookie", "accept-encoding", "idempotency-key", "forwarded", "via", "x-real-ip");
    private static final Set<String> NOT_TO_CALLERS = Set.of(
            "set-cookie",
            "set-cookie2",
            "ratelimit",
            "ratelimit-policy",
            "idempotency-replayed",
            "alt-svc",
            "strict-transport-security",
            "clear-site-data",
            "service-worker-allowed");

    /** The answer is a stranger's, on the origin of the payer's page: no script of it may run as that page. */
    private static final Map<String, List<String>> OF_A_STRANGER = Map.of(
            "content-security-policy", List.of("sandbox"),
            "x-content-type-options", List.of("nosniff"));

    private ForwardedHeaders() {}

    /** What a provider gets of a caller's headers. */
    static Map<String, List<String>> toProvider(Map<String, List<String>> headers) {
        return passed(headers, NOT_TO_PROVIDERS);
    }

    /** What a caller gets of a provider's headers, and what keeps a browser from running the answer. */
    static Map<String, List<String>> toCaller(Map<String, List<String>> headers) {
        Map<String, List<String>> passed = passed(headers, NOT_TO_CALLERS);
        passed.putAll(OF_A_STRANGER);
        return passed;
    }

    private static Map<String, List<String>> passed(Map<String, List<String>> headers, Set<String> without) {
        Map<String, List<String>> passed = new TreeMap<>();
        Set<String> named = new HashSet<>();
        headers.forEach((name, values) -> {
            if (name.equalsIgnoreCase("connection")) {
                values.forEach(value -> {
                    for (String token : value.split(",", -1)) {
                        named.add(token.trim().toLowerCase(Locale.ROOT));
                    }
                });
            }
        });
        headers.forEach((name, values) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(key)
                    && !named.contains(key)
                    && !without.contains(key)
                    && !isPayment(key)
                    && !key.startsWith(OWN)
                    && !key.startsWith("x-forwarded-")
                    && !key.startsWith(":")) {
                passed.put(key, values);
            }
        });
        return passed;
    }

    private static boolean isPayment(String name) {
        return name.startsWith("payment-") || name.startsWith("x-payment");
    }
}
