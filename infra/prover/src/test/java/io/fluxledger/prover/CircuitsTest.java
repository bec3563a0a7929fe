package io.fluxledger.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The circuits themselves, in a copy of infra/zk that has its packages: minutes, for when circuits or keys change. */
@Tag("slow")
class CircuitsTest {
    @TempDir
    static Path copy;

    @BeforeAll
    static void copyWithPackages() throws Exception {
        copyTree(EercNetwork.ZK, copy, List.of("circuits", "prover", "setup", "test", "package.json"));
        Path packages = NpmPackages.ensure(CacheDirectory.locate(), EercNetwork.ZK, line -> {});
        Path modules = Files.createDirectories(copy.resolve("node_modules"));
        try (Stream<Path> all = Files.list(packages)) {
            for (Path one : all.toList()) {
                Path name = one.getFileName();
                if (!name.toString().equals("circomlib")) {
                    Files.createSymbolicLink(modules.resolve(name), one);
                }
            }
        }
        // The compiler sees nothing outside of its working directory.
        copyTree(packages, modules, List.of("circomlib"));
    }

    @Test
    void trueStatementsPassFalseOnesDoNotAndNothingIsLeftToChoose() throws Exception {
        assertThat(run("node", "--test", "test/circuits.test.mjs")).contains("# fail 0");
    }

    @Test
    void theSetUpMakesTheCommittedArtifactsAgain() throws Exception {
        run("node", "setup/powers.mjs", "target/powers.ptau");
        run("node", "setup/keys.mjs", "target/powers.ptau", "made");
        Path committed = EercNetwork.ZK.resolve("artifacts");
        try (Stream<Path> files = Files.list(committed)) {
            for (Path file : files.toList()) {
                assertThat(copy.resolve("made").resolve(file.getFileName()))
                        .as("run npm run powers and npm run keys in infra/zk")
                        .hasSameBinaryContentAs(file);
            }
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path output = copy.resolve("output.log");
        Process process = new ProcessBuilder(command)
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        String said = Files.readString(output);
        assertThat(status).as(said).isZero();
        return said;
    }

    private static void copyTree(Path from, Path to, List<String> names) throws IOException {
        for (String name : names) {
            try (Stream<Path> all = Files.walk(from.resolve(name))) {
                for (Path one : all.toList()) {
                    Path target = to.resolve(from.relativize(one).toString());
                    if (Files.isDirectory(one)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(one, target);
                    }
                }
            }
        }
    }
}
