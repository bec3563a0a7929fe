package io.fluxledger.codec;

import io.fluxledger.rules.Folded;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fold over records as they stand on a topic: decodes, folds, and answers what cannot be read. The live stream and the
 * verification go through this one class, so that they cannot differ.
 */
public final class RecordFold {
    private final Step step;
    private final Refusal refusal;

    private interface Step {
        Folded fold(InputSource source, byte @Nullable [] value);
    }

    private interface Refusal {
        Folded unreadable(InputSource source, InputId id);
    }

    private RecordFold(Step step, Refusal refusal) {
        this.step = step;
        this.refusal = refusal;
    }

    /** The payers' fold over records. */
    public static RecordFold of(EventSerde serde, PayerFold fold) {
        InputReader<PayerInput> reader = InputReader.payers(serde);
        return new RecordFold((source, value) -> fold.fold(source, reader.read(value)), fold::unreadable);
    }

    /** The providers' fold over records. */
    public static RecordFold of(EventSerde serde, ProviderFold fold) {
        InputReader<ProviderInput> reader = InputReader.providers(serde);
        return new RecordFold((source, value) -> fold.fold(source, reader.read(value)), fold::unreadable);
    }

    /**
     * What a record led to.
     *
     * @param unreadable why the record could not be read; null when it could
     */
    public record Result(Folded folded, @Nullable String unreadable) {}

    /**
     * Folds a record.
     *
     * @param idHeader content of the ce_id header, where there is one
     * @throws io.fluxledger.schemas.SchemaRegistryClient.RegistryUnavailableException when the registry cannot be asked;
     *     nothing has been folded
     */
    public Result fold(
            int partition,
            int partitions,
            long offset,
            long appendTimeMs,
            byte @Nullable [] key,
            byte @Nullable [] value,
            byte @Nullable [] idHeader) {
        InputSource source = new InputSource(
                key == null ? "" : new String(key, StandardCharsets.UTF_8),
                partition,
                partitions,
                offset,
                appendTimeMs);
        try {
            return new Result(step.fold(source, value), null);
        } catch (UnreadableRecordException | UnexpectedRecordException e) {
            Folded refused = refusal.unreadable(source, idOf(source.key(), value, idHeader));
            return new Result(refused, String.valueOf(e.getMessage()));
        }
    }

    /** The id that the writer gave in its header, else one from the bytes: the same after an import elsewhere. */
    private static InputId idOf(String key, byte @Nullable [] value, byte @Nullable [] idHeader) {
        if (idHeader != null) {
            try {
                UUID uuid = UUID.fromString(new String(idHeader, StandardCharsets.UTF_8));
                return new InputId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
            } catch (IllegalArgumentException e) {
                return hashed(key, value);
            }
        }
        return hashed(key, value);
    }

    private static InputId hashed(String key, byte @Nullable [] value) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(key.getBytes(StandardCharsets.UTF_8));
            if (value != null) {
                sha256.update(value);
            }
            return InputId.of(Arrays.copyOf(sha256.digest(), InputId.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
