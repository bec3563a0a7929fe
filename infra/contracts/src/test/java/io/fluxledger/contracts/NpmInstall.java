package io.fluxledger.contracts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Installs a pinned npm package list under target, once for each lock file. */
final class NpmInstall {
    private NpmInstall() {}

    /** @return the directory that has node_modules */
    static Path ensure(Path packageDir, Path installDir) throws IOException, InterruptedException {
        Path lock = packageDir.resolve("package-lock.json");
        Path done = installDir.resolve("installed-package-lock.json");
        if (Files.exists(done) && Files.mismatch(lock, done) < 0) {
            return installDir;
        }
        Files.createDirectories(installDir);
        for (String name : List.of("package.json", "package-lock.json")) {
            Files.copy(packageDir.resolve(name), installDir.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        run(installDir, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        Files.copy(lock, done, StandardCopyOption.REPLACE_EXISTING);
        return installDir;
    }

    static void run(Path directory, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed:\n" + output);
        }
    }
}
