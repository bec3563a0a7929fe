package io.fluxledger.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which builds can go on with a data directory: a number in its file {@code format}. It goes up when a build cannot read what one
 * before it has left (topics, schemas, stores, the contracts of the local chains), and there is no migration.
 */
public final class StackFormat {
    /** Of this build. Directories without the file are of builds before there was a number. */
    static final int CURRENT = 3;

    private static final String FILE = "format";

    private StackFormat() {}

    /**
     * To be called before anything in the directory is read or started.
     *
     * @throws StackException saying what to do, when a stack of another format is in the directory
     */
    public static void check(StackDirectory directory) {
        if (!Files.exists(directory.stackFile())) {
            return;
        }
        String found = read(directory);
        if (!found.equals(Integer.toString(CURRENT))) {
            throw new StackException("""
                    %1$s has data of %2$s, this build has format %3$d, and there is no migration between them.
                    Begin anew: ./ledger up --fresh --data %1$s (deletes it, with its chains, keys and log).
                    Or go on with the build that made it; its ./ledger down stops what still runs, and its
                    ./ledger export topics DIR --pause saves the log, for whoever wants to read it again.""".formatted(
                            directory.root(),
                            found.isEmpty() ? "a build before formats had numbers" : "format " + found,
                            CURRENT));
        }
    }

    /** Checks the directory, and says in a new one by what format it is written. */
    static void claim(StackDirectory directory) {
        check(directory);
        if (!Files.exists(directory.stackFile())) {
            try {
                Files.writeString(file(directory), CURRENT + "\n");
            } catch (IOException e) {
                throw new StackException("cannot write " + file(directory) + ": " + e.getMessage(), e);
            }
        }
    }

    private static String read(StackDirectory directory) {
        try {
            return Files.exists(file(directory))
                    ? Files.readString(file(directory)).strip()
                    : "";
        } catch (IOException e) {
            throw new StackException("cannot read " + file(directory) + ": " + e.getMessage(), e);
        }
    }

    private static Path file(StackDirectory directory) {
        return directory.root().resolve(FILE);
    }
}
