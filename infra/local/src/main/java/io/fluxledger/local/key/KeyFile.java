package io.fluxledger.local.key;

import io.fluxledger.local.stack.StackException;
import io.fluxledger.runtime.access.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The file with the keys' hashes. Replaced as a whole: who reads it sees the old or the new one. */
final class KeyFile {
    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    /** All keys, in the order in which they were made. */
    List<ApiKey> keys() {
        return lines().stream()
                .filter(KeyFile::isKey)
                .map(line -> {
                    try {
                        return ApiKey.parse(line);
                    } catch (IllegalArgumentException e) {
                        throw new StackException("a line of " + file + " " + e.getMessage(), e);
                    }
                })
                .toList();
    }

    void add(ApiKey key) {
        List<String> lines = new ArrayList<>(lines());
        lines.add(key.line());
        write(lines);
    }

    /** Whether there was such a key. */
    boolean remove(String id) {
        List<String> lines = lines();
        List<String> left = lines.stream()
                .filter(line -> !isKey(line) || !ApiKey.parse(line).id().equals(id))
                .toList();
        write(left);
        return left.size() < lines.size();
    }

    private static boolean isKey(String line) {
        return !line.isBlank() && !line.strip().startsWith("#");
    }

    private List<String> lines() {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new StackException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private void write(List<String> lines) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
