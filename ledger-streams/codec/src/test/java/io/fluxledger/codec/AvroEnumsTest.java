package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Records, hashes and stored state hold enums by their positions: both sides must have the same symbols in one order. */
class AvroEnumsTest {
    private static final Map<Class<? extends Enum<?>>, Class<? extends Enum<?>>> PAIRS = Map.of(
            io.fluxledger.rules.Funding.class, io.fluxledger.events.Funding.class,
            io.fluxledger.rules.PayoutMode.class, io.fluxledger.events.PayoutMode.class,
            io.fluxledger.rules.RequestedBy.class, io.fluxledger.events.RequestedBy.class,
            io.fluxledger.rules.RefundReason.class, io.fluxledger.events.RefundReason.class,
            io.fluxledger.rules.EscrowStep.class, io.fluxledger.events.EscrowStep.class,
            io.fluxledger.rules.SuspenseResolution.class, io.fluxledger.events.SuspenseResolution.class,
            io.fluxledger.rules.TransferStatus.class, io.fluxledger.events.TransferStatus.class,
            io.fluxledger.rules.IntentStatus.class, io.fluxledger.events.IntentStatus.class,
            io.fluxledger.rules.Outcome.class, io.fluxledger.events.Outcome.class,
            io.fluxledger.rules.AccountType.class, io.fluxledger.events.AccountType.class);

    private static List<String> names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
    }

    @Test
    void symbolsAreTheSameInTheSameOrder() {
        PAIRS.forEach((rules, avro) ->
                assertThat(names(avro)).as(rules.getSimpleName()).isEqualTo(names(rules)));
    }

    @Test
    void everyEntryHasItsBranch() {
        Schema entries =
                JournalLine.getClassSchema().getField("entries").schema().getElementType();
        assertThat(entries.getTypes().stream().map(Schema::getName))
                .containsExactlyInAnyOrderElementsOf(RandomRecords.types(LedgerEntry.class).stream()
                        .map(Class::getSimpleName)
                        .toList());
    }
}
