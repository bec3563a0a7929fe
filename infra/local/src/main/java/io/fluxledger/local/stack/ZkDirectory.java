package io.fluxledger.local.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the circuits, their keys and the prover's program are. */
public final class ZkDirectory {
    /** System property with the directory, as the launcher sets it. */
    private static final String PROPERTY = "fluxledger.zk";

    private static final Path IN_REPOSITORY = Path.of("infra", "zk");
    private static final Path PROGRAM = Path.of("prover", "main.mjs");

    private ZkDirectory() {}

    /** The one that the launcher names, else the repository's, seen from the working directory; empty without any. */
    public static Optional<Path> locate() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Optional.of(Path.of(named).toAbsolutePath());
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(IN_REPOSITORY).resolve(PROGRAM))) {
                return Optional.of(at.resolve(IN_REPOSITORY));
            }
        }
        return Optional.empty();
    }

    /** Circuits and proving keys. */
    public static Path artifacts(Path zk) {
        return zk.resolve("artifacts");
    }
}
