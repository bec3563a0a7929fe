package io.fluxledger.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Packages from npm, installed once as a lock file says: those that the stack runs, and those of tests. */
public final class NpmPackages {
    private static final String RESOURCES = "npm/";
    private static final String MANIFEST = "package.json";
    private static final String LOCK = "package-lock.json";
    private static final int INSTALL_TIMEOUT_S = 600;
    private static final int NAME_BYTES = 6;

    private NpmPackages() {}

    /**
     * Installs the packages into the cache when this version of the lock file is not there yet.
     *
     * @return their node_modules directory
     * @throws ServerFailedException when npm is missing or fails, with its output
     */
    public static Path ensure(Path cache) {
        return ensure(cache, Progress.SILENT);
    }

    /** As {@link #ensure(Path)}, saying when npm is run. */
    public static Path ensure(Path cache, Progress progress) {
        return ensure(cache, NpmPackages.class, progress);
    }

    /**
     * As {@link #ensure(Path, Progress)}, for what the package.json and package-lock.json in {@code npm/} beside a class name.
     */
    public static Path ensure(Path cache, Class<?> owner, Progress progress) {
        return ensure(cache, resource(owner, MANIFEST), resource(owner, LOCK), progress);
    }

    /**
     * As {@link #ensure(Path, Progress)}, for what the package.json and package-lock.json of another project name.
     *
     * @param project directory with both files
     */
    public static Path ensure(Path cache, Path project, Progress progress) {
        try {
            return ensure(
                    cache,
                    Files.readAllBytes(project.resolve(MANIFEST)),
                    Files.readAllBytes(project.resolve(LOCK)),
                    progress);
        } catch (IOException e) {
            throw new ServerFailedException("cannot read " + MANIFEST + " and " + LOCK + " of " + project, e);
        }
    }

    private static Path ensure(Path cache, byte[] manifest, byte[] lock, Progress progress) {
        return CacheDirectory.ensure(cache, "npm-" + name(manifest, lock), directory -> {
                    progress.step("installing npm packages (once)");
                    Files.write(directory.resolve(MANIFEST), manifest);
                    Files.write(directory.resolve(LOCK), lock);
                    install(directory);
                })
                .resolve("node_modules");
    }

    private static void install(Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("install.log");
        Process npm;
        try {
            npm = new ProcessBuilder(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new ServerFailedException("npm is needed and was not found; install Node.js", e);
        }
        if (!npm.waitFor(INSTALL_TIMEOUT_S, TimeUnit.SECONDS)) {
            npm.destroyForcibly();
            throw new ServerFailedException("npm ci took more than %d s".formatted(INSTALL_TIMEOUT_S));
        }
        if (npm.exitValue() != 0) {
            throw new ServerFailedException("npm ci failed:%n%s".formatted(ServerProcess.tail(log, 15)));
        }
    }

    private static byte[] resource(Class<?> owner, String file) {
        try (InputStream in = owner.getResourceAsStream(RESOURCES + file)) {
            if (in == null) {
                throw new ServerFailedException(RESOURCES + file + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ServerFailedException("cannot read " + RESOURCES + file, e);
        }
    }

    private static String name(byte[] manifest, byte[] lock) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(manifest);
            return HexFormat.of().formatHex(digest.digest(lock), 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
