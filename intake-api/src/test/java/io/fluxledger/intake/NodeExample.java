package io.fluxledger.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** An example in JavaScript, with its packages installed once for each lock file. */
final class NodeExample {
    private NodeExample() {}

    /** The example of that name as it can be run. */
    static Path installed(String name) throws IOException, InterruptedException {
        Path source = Path.of("../infra/examples").resolve(name);
        Path target = Files.createDirectories(Path.of("target/example-" + name)).toAbsolutePath();
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path done = target.resolve("installed-package-lock.json");
        Path lock = target.resolve("package-lock.json");
        if (!Files.exists(done) || Files.mismatch(lock, done) >= 0) {
            File log = target.resolve("npm.log").toFile();
            Process npm = new ProcessBuilder(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
                    .directory(target.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
            assertThat(npm.waitFor())
                    .as(Files.readString(log.toPath(), StandardCharsets.UTF_8))
                    .isZero();
            Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }
}
