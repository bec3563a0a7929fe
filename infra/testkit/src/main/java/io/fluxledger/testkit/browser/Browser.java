package io.fluxledger.testkit.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Progress;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Chromium, with a wallet in it where one is wanted, driven by driver.mjs. Where it cannot be started, that fails the test. */
public final class Browser implements AutoCloseable {
    private static final List<String> FILES = List.of("driver.mjs", "wallet.mjs", "package.json", "package-lock.json");
    private static final Path TARGET = Path.of("target/browser").toAbsolutePath();
    private static final int END_TIMEOUT_S = 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    public Browser() {
        try {
            Path unpacked = Files.createDirectories(TARGET.resolve("unpacked"));
            for (String file : FILES) {
                copy(file);
            }
            Path packages = NpmPackages.ensure(CacheDirectory.locate(), TARGET, Progress.SILENT);
            Path link = TARGET.resolve("node_modules");
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, packages);
            ProcessBuilder builder = new ProcessBuilder("node", "driver.mjs")
                    .directory(TARGET.toFile())
                    .redirectError(TARGET.resolve("driver.log").toFile());
            // The package brings the libraries that a bare system lacks, and takes them only on the system it is made
            // for.
            builder.environment().put("AWS_LAMBDA_JS_RUNTIME", "nodejs20.x");
            builder.environment().put("TMPDIR", unpacked.toString());
            builder.environment().put("FONTCONFIG_PATH", fonts(unpacked).toString());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("no browser", e);
        }
        commands = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** The package's own settings name other directories than the one it unpacks to, and without a font a page ends the browser. */
    private static Path fonts(Path unpacked) throws IOException {
        Path settings = Files.createDirectories(TARGET.resolve("fonts"));
        Files.writeString(
                settings.resolve("fonts.conf"), """
                <?xml version="1.0"?>
                <fontconfig>
                  <dir>%s</dir>
                  <cachedir>%s</cachedir>
                </fontconfig>
                """.formatted(unpacked.resolve("fonts"), settings.resolve("cache")));
        return settings;
    }

    private static void copy(String file) throws IOException {
        try (InputStream in = Browser.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IOException(file + " is not on the class path");
            }
            Files.copy(in, TARGET.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Where screenshots go. */
    public static Path screenshots() {
        try {
            return Files.createDirectories(Path.of("target/screenshots").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for screenshots", e);
        }
    }

    public static ObjectNode options() {
        return JSON.createObjectNode();
    }

    /**
     * Opens the page as a person who has never been there.
     *
     * @param wallet {@code {key, chainId, rpcUrls, declines, announced}}
     */
    public void open(String url, ObjectNode wallet) {
        ObjectNode options = options().put("url", url);
        options.set("wallet", wallet);
        var _ = run("open", options);
    }

    /** Opens the page as a person who has never been there and has no wallet. */
    public void open(String url) {
        var _ = run("open", options().put("url", url));
    }

    /** Goes to another place in the same page, as by its address bar. */
    public void go(String url) {
        var _ = run("go", options().put("url", url));
    }

    /** Address of the page. */
    public String url() {
        return run("url", options()).asText();
    }

    public void reload() {
        var _ = run("reload", options());
    }

    /** Changes the wallet from outside of the page; what its owner has been asked for so far. */
    public List<String> wallet(ObjectNode changes) {
        return texts(run("wallet", changes));
    }

    public void click(String at) {
        var _ = run("click", options().put("at", at));
    }

    public void type(String at, String text) {
        var _ = run("type", options().put("at", at).put("text", text));
    }

    public void select(String at, String value) {
        var _ = run("select", options().put("at", at).put("value", value));
    }

    public void press(String key) {
        var _ = run("press", options().put("key", key));
    }

    public void keys(String text) {
        var _ = run("keys", options().put("text", text));
    }

    /** What a person sees there; empty where there is nothing. */
    public String text(String at) {
        JsonNode text = run("text", options().put("at", at));
        return text.isNull() ? "" : text.asText();
    }

    public String value(String at) {
        return run("value", options().put("at", at)).asText();
    }

    public String attribute(String at, String name) {
        return run("attribute", options().put("at", at).put("name", name)).asText();
    }

    /** Id of the element that has the focus. */
    public String focused() {
        return run("focused", options()).asText();
    }

    /** @param scheme light or dark */
    public void look(String scheme, int width, int height) {
        var _ = run("look", options().put("scheme", scheme).put("width", width).put("height", height));
    }

    public void screenshot(String name) {
        var _ = run(
                "screenshot",
                options().put("file", screenshots().resolve(name + ".png").toString()));
    }

    /** Pixels that the page is wider than the screen. */
    public int overflow() {
        return run("overflow", options()).asInt();
    }

    /** What the accessibility rules find. */
    public List<String> audit() {
        return texts(run("audit", options()));
    }

    /** Errors of scripts, and what the page's security policy kept out. */
    public List<String> complaints() {
        return texts(run("complaints", options()));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private JsonNode run(String command, ObjectNode options) {
        try {
            commands.write(options.put("command", command).toString());
            commands.newLine();
            commands.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new AssertionError("the browser is gone: " + Files.readString(TARGET.resolve("driver.log")));
            }
            JsonNode answer = JSON.readTree(line);
            if (answer.has("error")) {
                throw new AssertionError(
                        command + " " + options + ": " + answer.path("error").asText());
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new UncheckedIOException("the browser does not listen", e);
        }
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the browser does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
