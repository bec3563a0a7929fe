package io.fluxledger.audit.console;

import io.fluxledger.runtime.HttpReply;
import java.util.Map;

/** What browsers are told about everything that the console answers. */
final class Guard {
    /** Everything comes from here and nothing from elsewhere; no script or style in the document, no frame around it. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=()");

    private Guard() {}

    static HttpReply headers(HttpReply reply) {
        HttpReply guarded = reply;
        for (Map.Entry<String, String> header : HEADERS.entrySet()) {
            guarded = guarded.header(header.getKey(), header.getValue());
        }
        return guarded;
    }
}
