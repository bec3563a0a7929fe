package io.fluxledger.prover;

import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Puts the prover's program together with the npm packages that it needs. */
public final class ProverHome {
    private static final String PROGRAM = "prover";
    private static final String PACKAGES = "node_modules";

    private ProverHome() {}

    /**
     * The directory itself where {@code npm ci} was run in it, else a copy of the program beside packages from the cache.
     *
     * @param zk the directory infra/zk
     * @param copy where the copy is put; filled anew each time
     * @return what {@link ProverSettings#home()} takes
     */
    public static Path ensure(Path zk, Path copy, Progress progress) {
        if (Files.isDirectory(zk.resolve(PACKAGES).resolve("snarkjs"))) {
            return zk.toAbsolutePath();
        }
        Path packages = NpmPackages.ensure(CacheDirectory.locate(), zk, progress);
        try {
            Path program = Files.createDirectories(copy.resolve(PROGRAM));
            for (Path file : filesOf(zk.resolve(PROGRAM))) {
                Files.copy(file, program.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Path link = copy.resolve(PACKAGES);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, packages.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy the prover to " + copy, e);
        }
        return copy.toAbsolutePath();
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".mjs")).toList();
        }
    }
}
