package io.fluxledger.audit.console;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** The few files that pages need, as they are on the class path. */
final class Assets {
    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css; charset=utf-8",
            "live.js", "text/javascript; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private record Asset(String tag, HttpReply whole, HttpReply unchanged) {}

    private final Map<String, Asset> assets = new LinkedHashMap<>();

    Assets() {
        TYPES.forEach((name, type) -> assets.put(name, read(name, type)));
    }

    HttpReply reply(HttpCall call) {
        Asset asset = assets.get(call.pathParameter("file"));
        if (asset == null) {
            return HttpReply.problem(Problem.of(404, "NOT_FOUND", "No such resource", "the console has no such file"));
        }
        return asset.tag().equals(call.header("If-None-Match")) ? asset.unchanged() : asset.whole();
    }

    private static Asset read(String name, String type) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " of the console is not on the class path");
            }
            byte[] bytes = in.readAllBytes();
            String tag = '"'
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16)
                    + '"';
            return new Asset(tag, reply(200, type, bytes, tag), reply(304, type, new byte[0], tag));
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static HttpReply reply(int status, String type, byte[] bytes, String tag) {
        return Guard.headers(HttpReply.bytes(status, type, bytes))
                .header("Cache-Control", "no-cache")
                .header("ETag", tag);
    }
}
