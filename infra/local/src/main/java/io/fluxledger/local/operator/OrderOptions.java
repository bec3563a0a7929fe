package io.fluxledger.local.operator;

import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every operator command takes. */
final class OrderOptions {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TIME_SHIFT = 16;
    private static final long VERSION_7 = 0x7000L;
    private static final long RANDOM_12_BITS = 0x0fffL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_62_BITS = 0x3fff_ffff_ffff_ffffL;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:LEDGER_DATA:-.ledger}",
            description = "Directory with all state of the stack; default .ledger, or LEDGER_DATA.")
    private Path data = Path.of(".ledger");

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "File with the operator's key; default keys/operator-api.key of the data directory.")
    private @Nullable Path keyFile;

    @Option(
            names = "--id",
            paramLabel = "UUID",
            description = "Id of an earlier order, to complete it or see its answers again, within an hour.")
    private @Nullable UUID id;

    StackDirectory directory() {
        return new StackDirectory(data);
    }

    /** The operator's key. */
    String readKey() {
        Path file = keyFile == null ? directory().operatorKey() : keyFile;
        try {
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw new StackException("cannot read the operator's key in " + file + "; ./ledger up makes one", e);
        }
    }

    /** The given id, or a new one: a UUID of version 7, whose first 48 bits are its time. */
    UUID orderId() {
        if (id != null) {
            return id;
        }
        byte[] random = new byte[2 * Long.BYTES];
        RANDOM.nextBytes(random);
        ByteBuffer bits = ByteBuffer.wrap(random);
        long high = (System.currentTimeMillis() << TIME_SHIFT) | VERSION_7 | (bits.getLong() & RANDOM_12_BITS);
        return new UUID(high, VARIANT | (bits.getLong() & RANDOM_62_BITS));
    }
}
