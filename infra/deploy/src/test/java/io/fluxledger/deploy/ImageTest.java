package io.fluxledger.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image's tar, taken apart and started as its configuration says, by itself: with no file of this machine. */
@Tag("image")
class ImageTest {
    private static final Path TAR = Path.of("target/jib-image.tar").toAbsolutePath();

    @TempDir
    private static Path directory;

    private static JsonNode config;
    private static Path root;

    @BeforeAll
    static void unpack() throws Exception {
        Path parts = Files.createDirectory(directory.resolve("parts"));
        root = Files.createDirectory(directory.resolve("root"));
        tar(TAR, parts);
        ObjectMapper json = new ObjectMapper();
        JsonNode image = json.readTree(parts.resolve("manifest.json").toFile()).path(0);
        config = json.readTree(parts.resolve(image.path("Config").asText()).toFile())
                .path("config");
        for (JsonNode layer : image.path("Layers")) {
            tar(parts.resolve(layer.asText()), root);
        }
    }

    private static void tar(Path file, Path into) throws IOException, InterruptedException {
        Process tar = new ProcessBuilder("tar", "-xf", file.toString(), "-C", into.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
    }

    private record Ran(int status, String said) {}

    /** In a root of its own, with the words of the image's entry point. */
    private static Ran start(String... arguments) throws IOException, InterruptedException {
        // A runtime finds its libraries by /proc, which every container has.
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "--pid",
                "--fork",
                "--mount-proc=" + root.resolve("proc"),
                "chroot",
                root.toString()));
        config.path("Entrypoint").forEach(word -> command.add(word.asText()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        config.path("Env").forEach(each -> {
            String[] variable = each.asText().split("=", 2);
            // The program that changes the root is looked for by the same path.
            builder.environment()
                    .put(variable[0], variable[1] + (variable[0].equals("PATH") ? ":/usr/sbin:/sbin" : ""));
        });
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ran(process.exitValue(), said);
    }

    @Test
    void theImageRunsAsNobodyAndStartsServicesByName() throws Exception {
        assertThat(config.path("User").asText()).isEqualTo("10001:10001");
        assertThat(config.path("ExposedPorts").has("8080/tcp")).isTrue();
        Ran without = start();
        assertThat(without.status()).as(without.said()).isEqualTo(2);
        assertThat(without.said()).contains("[audit, intake, relayer, settlement, streams, topics, watch]");
    }

    /** Its classes are there, down to the one that reads its settings. */
    @ParameterizedTest
    @ValueSource(strings = {"audit", "intake", "relayer", "settlement", "streams", "topics", "watch"})
    void everyServiceStartsUpToItsSettings(String service) throws Exception {
        Files.writeString(root.resolve("tmp/none.properties"), "");
        Ran ran = start(service, "--config", "/tmp/none.properties");
        assertThat(ran.status()).as(ran.said()).isNotZero();
        assertThat(ran.said()).contains("missing key ").doesNotContain("NoClassDefFound", "ClassNotFound");
    }
}
