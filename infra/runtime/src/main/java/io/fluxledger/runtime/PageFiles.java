package io.fluxledger.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page of a few files, as they are in the jar, with headers that let nothing come from elsewhere. */
public final class PageFiles {
    private static final String INDEX = "index.html";
    /** What every page has: looks, icon, and how scripts reach the document. */
    private static final List<String> SHARED = List.of("frame.css", "icon.svg", "document.js");

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

    private static final Map<String, String> TYPES = Map.of(
            "html",
            "text/html; charset=utf-8",
            "css",
            "text/css; charset=utf-8",
            "svg",
            "image/svg+xml",
            "js",
            "text/javascript; charset=utf-8");

    /**
     * @param tag names the content
     * @param unchanged for who has it already
     */
    private record Resource(String tag, HttpReply whole, HttpReply unchanged) {}

    private final Map<String, Resource> resources = new LinkedHashMap<>();

    /**
     * @param owner the files are beside it on the class path
     * @param names of all files; one is index.html
     */
    public PageFiles(Class<?> owner, List<String> names) {
        SHARED.forEach(name -> resources.put(name, read(PageFiles.class, "page/" + name)));
        names.forEach(name -> resources.put(name, read(owner, name)));
    }

    /** Adds the routes: the page itself at {@code /}, its files under {@code /page/}. */
    public void addTo(HttpService http) {
        http.route("GET", "/", call -> file(call, INDEX))
                .route("GET", "/page/{file}", call -> file(call, call.pathParameter("file")));
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

    private static Resource read(Class<?> owner, String name) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null || type == null) {
                throw new IllegalStateException(name + " of the page is not on the class path, or of no known type");
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
