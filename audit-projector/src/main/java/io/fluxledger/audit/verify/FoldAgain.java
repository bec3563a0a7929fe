package io.fluxledger.audit.verify;

import io.fluxledger.codec.InputReader;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.codec.UnexpectedRecordException;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.ProviderFold;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.ProviderState;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The two folds as a verification needs them. */
enum FoldAgain {
    PAYERS {
        @Override
        RecordFold open(EventSerde serde, Set<InputId> quarantined) {
            PayerFold fold = new PayerFold(new PayerState());
            fold.quarantine(quarantined);
            return RecordFold.of(serde, fold);
        }

        @Override
        Consumer<byte[]> reader(EventSerde serde, Arrivals arrivals) {
            InputReader<PayerInput> reader = InputReader.payers(serde);
            return value -> {
                if (reader.read(value) instanceof PayerInput.ProviderRefundReceived refund) {
                    arrivals.refund(refund);
                }
            };
        }
    },
    PROVIDERS {
        @Override
        RecordFold open(EventSerde serde, Set<InputId> quarantined) {
            ProviderFold fold = new ProviderFold(new ProviderState());
            fold.quarantine(quarantined);
            return RecordFold.of(serde, fold);
        }

        @Override
        Consumer<byte[]> reader(EventSerde serde, Arrivals arrivals) {
            InputReader<ProviderInput> reader = InputReader.providers(serde);
            return value -> {
                switch (reader.read(value)) {
                    case ProviderInput.UsageCharged c -> arrivals.charge(c, c.sourcePartition(), c.sourceSequence());
                    case ProviderInput.DisputeFiled d -> arrivals.charge(d, d.sourcePartition(), d.sourceSequence());
                    default -> {
                        // Does not come from the other fold.
                    }
                }
            };
        }
    };

    private static final Set<String> FROM_OTHER_FOLD = Set.of("ProviderRefundReceived", "UsageCharged", "DisputeFiled");

    TopicSpec inputs() {
        return this == PAYERS ? TopicCatalog.LEDGER_INPUTS : TopicCatalog.PROVIDER_INPUTS;
    }

    TopicSpec journal() {
        return this == PAYERS ? TopicCatalog.LEDGER_JOURNAL : TopicCatalog.PROVIDER_JOURNAL;
    }

    /** A fold of a partition from its beginning. */
    abstract RecordFold open(EventSerde serde, Set<InputId> quarantined);

    abstract Consumer<byte[]> reader(EventSerde serde, Arrivals arrivals);

    /** Takes what came from the other fold. */
    interface Arrivals {
        void refund(PayerInput.ProviderRefundReceived refund);

        void charge(ProviderInput.OfProvider charge, int sourcePartition, long sourceSequence);
    }

    /** Looks at inputs for what came from the other fold. Only records of its types are decoded. Not thread-safe. */
    Consumer<byte @Nullable []> lookout(EventSerde serde, Arrivals arrivals) {
        Consumer<byte[]> reader = reader(serde, arrivals);
        Map<Integer, Boolean> wantedById = new HashMap<>();
        return value -> {
            try {
                byte[] present = EventSerde.wireFormat(value);
                int id = EventSerde.schemaId(present);
                Boolean wanted = wantedById.get(id);
                if (wanted == null) {
                    Schema compiled = serde.compiledSchema(id);
                    wanted = compiled == null || FROM_OTHER_FOLD.contains(compiled.getName());
                    if (compiled != null) {
                        wantedById.put(id, wanted);
                    }
                }
                if (wanted) {
                    reader.accept(present);
                }
            } catch (UnreadableRecordException | UnexpectedRecordException e) {
                // The fold answers it with a line of its own.
                return;
            }
        };
    }

    /** The input that a record orders to be set aside; null when it orders nothing. */
    static @Nullable InputId ordered(EventSerde serde, byte @Nullable [] value) {
        try {
            return serde.deserialize(value) instanceof InputQuarantined order
                    ? io.fluxledger.codec.AvroTypes.id(order.getQuarantined())
                    : null;
        } catch (UnreadableRecordException e) {
            // Its own answer is UNREADABLE; it orders nothing.
            return null;
        }
    }
}
