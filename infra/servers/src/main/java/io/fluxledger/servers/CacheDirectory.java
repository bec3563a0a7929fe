package io.fluxledger.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Programs that are unpacked once and shared by every stack and test of this user. */
public final class CacheDirectory {
    /** System property that names the cache directory. */
    public static final String PROPERTY = "fluxledger.cache";

    /** Fills a new directory. */
    @FunctionalInterface
    interface Filler {
        void fill(Path directory) throws IOException, InterruptedException;
    }

    private CacheDirectory() {}

    /** The property, else XDG_CACHE_HOME/fluxledger, else ~/.cache/fluxledger. */
    public static Path locate() {
        String configured = System.getProperty(PROPERTY);
        if (configured != null) {
            return Path.of(configured);
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("fluxledger");
    }

    /**
     * The entry of that name, filled when it is missing; complete or not there, also when several processes ask at
     * once or one dies in the middle.
     *
     * @throws ServerFailedException when it cannot be filled
     */
    static Path ensure(Path cache, String name, Filler filler) {
        Path entry = cache.resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        try {
            Files.createDirectories(cache);
            synchronized (CacheDirectory.class) {
                try (FileChannel channel = FileChannel.open(
                                cache.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var lock = channel.lock()) {
                    if (lock.isValid() && !Files.isDirectory(entry)) {
                        Path partial = cache.resolve(name + ".partial");
                        delete(partial);
                        Files.createDirectories(partial);
                        filler.fill(partial);
                        Files.move(partial, entry, StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            }
            return entry;
        } catch (IOException e) {
            throw new ServerFailedException("cannot fill " + entry + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while filling " + entry, e);
        }
    }

    /** Deletes a directory and all in it; nothing happens when it does not exist. */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
