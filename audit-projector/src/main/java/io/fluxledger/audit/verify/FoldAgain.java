package io.fluxledger.audit.verify;

import io.fluxledger.codec.InputReader;
import io.fluxledger.codec.RecordFold;
import io.fluxledger.codec.UnexpectedRecordException;
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
import java.util.Set;
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
        Passing passing(EventSerde serde, Findings findings) {
            InputReader<PayerInput> reader = InputReader.payers(serde);
            return (value, offset) -> switch (reader.read(value)) {
                case PayerInput.InputQuarantined order -> order.quarantined();
                case PayerInput.ProviderRefundReceived refund -> {
                    findings.received(refund, offset);
                    yield null;
                }
                default -> null;
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
        Passing passing(EventSerde serde, Findings findings) {
            InputReader<ProviderInput> reader = InputReader.providers(serde);
            return (value, offset) -> switch (reader.read(value)) {
                case ProviderInput.InputQuarantined order -> order.quarantined();
                case ProviderInput.UsageCharged charge -> {
                    findings.found(charge, charge.sourcePartition(), charge.sourceSequence(), offset);
                    yield null;
                }
                case ProviderInput.DisputeFiled dispute -> {
                    findings.found(dispute, dispute.sourcePartition(), dispute.sourceSequence(), offset);
                    yield null;
                }
                default -> null;
            };
        }
    };

    TopicSpec inputs() {
        return this == PAYERS ? TopicCatalog.LEDGER_INPUTS : TopicCatalog.PROVIDER_INPUTS;
    }

    TopicSpec journal() {
        return this == PAYERS ? TopicCatalog.LEDGER_JOURNAL : TopicCatalog.PROVIDER_JOURNAL;
    }

    /** A fold of a partition from its beginning. */
    abstract RecordFold open(EventSerde serde, Set<InputId> quarantined);

    /** Looks at the inputs of a partition before they are folded: what came from the other fold, and quarantines. */
    abstract Passing passing(EventSerde serde, Findings findings);

    /** Looks at one input. */
    interface Passing {
        /** @return the input that this one orders to be set aside; null when it orders nothing */
        @Nullable
        InputId look(byte @Nullable [] value, long offset);

        /** The same for bytes that may be no input. */
        default @Nullable InputId lookAtAny(byte @Nullable [] value, long offset) {
            try {
                return look(value, offset);
            } catch (UnreadableRecordException | UnexpectedRecordException e) {
                // The fold answers it with a line of its own.
                return null;
            }
        }
    }
}
