package io.fluxledger.relayer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A home of the prover whose program lies or dies as {@code faulty-prover.mjs} says, and does all else as the real one. */
final class FaultyProver {
    private final Path home;

    /** @param real a home of the prover */
    FaultyProver(Path real, Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("faults"));
        Path program = Files.createDirectories(home.resolve("prover"));
        Path behind = Files.createDirectories(home.resolve("real"));
        try (Stream<Path> files = Files.list(real.resolve("prover"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".mjs")).toList()) {
                Files.copy(file, behind.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.createSymbolicLink(
                home.resolve("node_modules"), real.resolve("node_modules").toRealPath());
        try (var script = Objects.requireNonNull(FaultyProver.class.getResourceAsStream("/faulty-prover.mjs"))) {
            Files.copy(script, program.resolve("main.mjs"));
        }
    }

    Path home() {
        return home;
    }

    /** What becomes of the next proof: tamper, forge or replay. */
    void next(String fault) {
        write(fault, "");
    }

    /** Steps at which it dies, each once. */
    void dieAt(List<String> steps) {
        write("kills", String.join("\n", steps));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(home.resolve("faults").resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The faults that have happened, in order. */
    List<String> done() {
        try {
            Path file = home.resolve("faults").resolve("done");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
