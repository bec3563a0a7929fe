package io.fluxledger.intake.page;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The payer's page: a few files as they are, and the deployment that they sign for. */
public final class PageRoutes {
    private static final String INDEX = "index.html";

    /** Everything comes from here and nothing from elsewhere; no script in the document, no frame around it. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            // Wallets open windows of their own.
            "Cross-Origin-Opener-Policy",
            "same-origin-allow-popups",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=()",
            "Cache-Control",
            "no-cache");

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> TYPES = Map.of(
            INDEX,
            HTML,
            "page.css",
            "text/css; charset=utf-8",
            "icon.svg",
            "image/svg+xml",
            "main.js",
            SCRIPT,
            "wallet.js",
            SCRIPT,
            "messages.js",
            SCRIPT,
            "ledger.js",
            SCRIPT,
            "amounts.js",
            SCRIPT,
            "words.js",
            SCRIPT,
            "view.js",
            SCRIPT);

    /**
     * @param tag names the content
     * @param unchanged for who has it already
     */
    private record Resource(String tag, HttpReply whole, HttpReply unchanged) {}

    private final Map<String, Resource> resources = new LinkedHashMap<>();
    private final Map<String, Object> deployment;

    public PageRoutes(ChainsFile chains) {
        deployment = Deployment.json(chains);
        TYPES.forEach((name, type) -> resources.put(name, read(name, type)));
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("GET", "/", call -> file(call, INDEX))
                .route("GET", "/page/{file}", call -> file(call, call.pathParameter("file")))
                .route("GET", "/v1/deployment", _ -> HttpReply.json(200, deployment));
    }

    private HttpReply file(HttpCall call, String name) {
        Resource resource = resources.get(name);
        if (resource == null) {
            return HttpReply.problem(Problem.of(404, "NOT_FOUND", "No such resource", "the page has no " + name));
        }
        return resource.tag().equals(call.header("If-None-Match")) ? resource.unchanged() : resource.whole();
    }

    private static HttpReply reply(int status, String type, byte[] bytes, String tag) {
        HttpReply reply = HttpReply.bytes(status, type, bytes).header("ETag", tag);
        for (Map.Entry<String, String> header : HEADERS.entrySet()) {
            reply = reply.header(header.getKey(), header.getValue());
        }
        return reply;
    }

    private static Resource read(String name, String type) {
        try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " of the page is not on the class path");
            }
            byte[] bytes = in.readAllBytes();
            String tag = '"' + sha256(bytes) + '"';
            return new Resource(tag, reply(200, type, bytes, tag), reply(304, type, new byte[0], tag));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
