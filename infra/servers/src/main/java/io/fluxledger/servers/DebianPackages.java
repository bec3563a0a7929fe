package io.fluxledger.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs from Debian's packages for tests that check our output by somebody else's program. They are downloaded by apt and
 * unpacked into the cache, without installing anything and without being root.
 */
public final class DebianPackages {
    private static final int TIMEOUT_S = 300;

    private DebianPackages() {}

    /** There is no apt here, or it cannot reach Debian's packages; the message says which. */
    public static final class NotAvailableException extends Exception {
        private static final long serialVersionUID = 1L;

        NotAvailableException(String message) {
            super(message);
        }
    }

    /**
     * Unpacks packages into one directory.
     *
     * @param packages all that are needed and not on every system, libraries too
     * @return a directory with {@code usr} as the packages have it
     * @throws NotAvailableException when they cannot be had here
     * @throws ServerFailedException when they can and something else is wrong
     */
    public static Path ensure(Path cache, List<String> packages, Progress progress) throws NotAvailableException {
        String name = "debian-" + String.join("-", packages).toLowerCase(Locale.ROOT);
        Path entry = cache.resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        if (!Files.isExecutable(Path.of("/usr/bin/apt-get")) || !Files.isExecutable(Path.of("/usr/bin/dpkg-deb"))) {
            throw new NotAvailableException(packages + " come from Debian's packages, and this system has no apt-get");
        }
        Path downloads = download(cache, packages, progress);
        return CacheDirectory.ensure(cache, name, directory -> {
            try (Stream<Path> files = Files.list(downloads)) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".deb")).toList()) {
                    int status = run(directory, List.of("dpkg-deb", "-x", file.toString(), directory.toString()));
                    if (status != 0) {
                        throw new IOException("dpkg-deb cannot unpack " + file.getFileName());
                    }
                }
            }
        });
    }

    /** Looks in package lists of its own: the system's may be old, or missing on a machine that is new. */
    private static Path download(Path cache, List<String> packages, Progress progress) throws NotAvailableException {
        Path apt = cache.resolve("apt");
        Path downloads = cache.resolve("apt-" + String.join("-", packages));
        List<String> options = List.of(
                "-o",
                "Dir::State::lists=" + apt.resolve("lists"),
                "-o",
                "Dir::Cache=" + apt,
                "-o",
                "APT::Sandbox::User=",
                "-o",
                "Debug::NoLocking=1");
        try {
            Files.createDirectories(apt.resolve("lists/partial"));
            Files.createDirectories(downloads);
            progress.step("downloading Debian's " + packages + " (once)");
            if (apt(downloads, options, "download", packages) != 0) {
                int lists = apt(downloads, options, "update", List.of());
                if (lists != 0 || apt(downloads, options, "download", packages) != 0) {
                    throw new NotAvailableException(
                            packages + " cannot be downloaded from Debian's packages; see " + downloads.resolve("log"));
                }
            }
            return downloads;
        } catch (IOException e) {
            throw new ServerFailedException("cannot write " + apt, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while downloading " + packages, e);
        }
    }

    private static int apt(Path directory, List<String> options, String what, List<String> packages)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
        command.addAll(options);
        command.add(what);
        command.addAll(packages);
        return run(directory, command);
    }

    private static int run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("%s took more than %d s".formatted(command.getFirst(), TIMEOUT_S));
        }
        return process.exitValue();
    }
}
