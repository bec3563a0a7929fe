package io.fluxledger.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Only one program starts or stops the processes of a data directory at a time. */
final class StackLock implements AutoCloseable {
    private final StackDirectory directory;
    private final FileChannel channel;

    private StackLock(StackDirectory directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * @throws StackException when another program has it
     */
    static StackLock take(StackDirectory directory) {
        directory.create();
        FileChannel channel = open(directory);
        if (tryLock(channel) == null) {
            close(channel);
            throw new StackException("another ./ledger is starting or stopping the stack in " + directory.root());
        }
        return new StackLock(directory, channel);
    }

    /** The directory that nobody else works on now. */
    StackDirectory directory() {
        return directory;
    }

    @Override
    public void close() {
        close(channel);
    }

    private static FileChannel open(StackDirectory directory) {
        try {
            return FileChannel.open(directory.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StackException("cannot open " + directory.lockFile(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        } catch (IOException e) {
            throw new StackException("cannot lock the data directory", e);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StackException("cannot close the lock of the data directory", e);
        }
    }
}
