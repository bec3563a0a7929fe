package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Enums go over by name: both sides must have the same names. */
class AvroEnumsTest {
    private static final Map<Class<? extends Enum<?>>, Class<? extends Enum<?>>> PAIRS = Map.of(
            io.fluxledger.rules.Funding.class, io.fluxledger.events.Funding.class,
            io.fluxledger.rules.PayoutMode.class, io.fluxledger.events.PayoutMode.class,
            io.fluxledger.rules.RequestedBy.class, io.fluxledger.events.RequestedBy.class,
            io.fluxledger.rules.RefundReason.class, io.fluxledger.events.RefundReason.class,
            io.fluxledger.rules.EscrowStep.class, io.fluxledger.events.EscrowStep.class,
            io.fluxledger.rules.TransferStatus.class, io.fluxledger.events.TransferStatus.class,
            io.fluxledger.rules.IntentStatus.class, io.fluxledger.events.IntentStatus.class,
            io.fluxledger.rules.Outcome.class, io.fluxledger.events.Outcome.class,
            io.fluxledger.rules.AccountType.class, io.fluxledger.events.AccountType.class);

    private static String names(Class<? extends Enum<?>> type) {
        return Arrays.toString(
                Arrays.stream(type.getEnumConstants()).map(Enum::name).sorted().toArray());
    }

    @Test
    void namesAreTheSameOnBothSides() {
        PAIRS.forEach((rules, avro) ->
                assertThat(names(avro)).as(rules.getSimpleName()).isEqualTo(names(rules)));
    }
}
