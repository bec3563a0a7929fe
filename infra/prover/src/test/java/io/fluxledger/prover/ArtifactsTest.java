package io.fluxledger.prover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed circuits and keys are those of their manifest, which says that they are for development. */
class ArtifactsTest {
    private static final Path DIRECTORY = EercNetwork.ZK.resolve("artifacts");
    private static final long MAX_BYTES = 25_000_000;

    @Test
    void filesAreThoseOfTheManifest() throws Exception {
        JsonNode manifest =
                new ObjectMapper().readTree(DIRECTORY.resolve("manifest.json").toFile());
        assertThat(manifest.path("purpose").asText()).isEqualTo("development");
        assertThat(manifest.path("warning").asText()).contains("anybody can make false proofs");
        long total = 0;
        for (String circuit : List.of("registration", "transfer", "withdraw")) {
            for (String kind : List.of("wasm", "zkey", "verificationKey")) {
                JsonNode entry = manifest.path("circuits").path(circuit).path(kind);
                byte[] bytes =
                        Files.readAllBytes(DIRECTORY.resolve(entry.path("file").asText()));
                assertThat(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                        .as("%s of %s", kind, circuit)
                        .isEqualTo(entry.path("sha256").asText());
                total += bytes.length;
            }
        }
        assertThat(total).isLessThan(MAX_BYTES);
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files).hasSize(10);
        }
        JsonNode transfer = manifest.path("circuits").path("transfer");
        assertThat(transfer.path("constraints").asInt()).isBetween(1, 16_384);
        assertThat(transfer.path("publicSignals").asInt()).isEqualTo(32);
        assertThat(manifest.path("circuits")
                        .path("withdraw")
                        .path("publicSignals")
                        .asInt())
                .isEqualTo(16);
        assertThat(manifest.path("circuits")
                        .path("registration")
                        .path("publicSignals")
                        .asInt())
                .isEqualTo(5);
    }
}
