package io.fluxledger.testkit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.EscrowStep;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.InputSource;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PayerFold;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.RequestedBy;
import io.fluxledger.rules.RevokedBy;
import io.fluxledger.rules.SuspenseResolution;
import io.fluxledger.rules.TransferStatus;
import io.fluxledger.rules.Usage;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class HashCheckTest {
    @Test
    void entriesHaveTheFieldsOfTheirSchemasInOrder() throws ReflectiveOperationException {
        for (Class<?> entry : HashCheck.ENTRIES) {
            List<String> fields = new ArrayList<>();
            addFields(fields, entry);
            List<String> schema = new ArrayList<>();
            for (Schema.Field field : schema(entry.getSimpleName()).getFields()) {
                schema.add(field.name() + (field.schema().isNullable() ? "?" : ""));
            }
            assertThat(fields).as(entry.getSimpleName()).isEqualTo(schema);
        }
    }

    @Test
    void tagsFollowTheSchemasUnion() throws ReflectiveOperationException {
        Schema entries = schema("JournalLine").getField("entries").schema().getElementType();
        assertThat(HashCheck.ENTRIES.stream().map(Class::getSimpleName))
                .containsExactlyElementsOf(
                        entries.getTypes().stream().map(Schema::getName).toList());
    }

    @Test
    void symbolsHaveTheirPlacesInTheSchemas() throws ReflectiveOperationException {
        for (Class<?> type : List.of(
                AccountType.class,
                Outcome.class,
                IntentStatus.class,
                Funding.class,
                PayoutMode.class,
                EscrowStep.class,
                TransferStatus.class,
                SuspenseResolution.class,
                RequestedBy.class,
                RevokedBy.class)) {
            assertThat(Arrays.stream(type.getEnumConstants()).map(Object::toString))
                    .as(type.getSimpleName())
                    .containsExactlyElementsOf(schema(type.getSimpleName()).getEnumSymbols());
        }
    }

    private static void addFields(List<String> fields, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> part = component.getType();
            if (part == DepositKey.class
                    || part == Parameters.class
                    || part == Usage.class
                    || part == PayoutTerms.class) {
                addFields(fields, part);
            } else {
                fields.add(component.getName() + (HashedBytes.isOptional(component) ? "?" : ""));
            }
        }
    }

    private static Schema schema(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("io.fluxledger.events." + name);
        return (Schema) type.getMethod("getClassSchema").invoke(null);
    }

    @Test
    void acceptsWhatTheFoldWrites() {
        HashCheck check = new HashCheck();
        for (JournalLine line : lines()) {
            assertThat(check.next(line)).isNull();
        }
    }

    @Test
    void findsAChangedField() {
        JournalLine line = lines().getFirst();
        assertThat(new HashCheck().next(Records.with(line, 7, line.clockMs() + 1)))
                .startsWith("hash is");
    }

    @Test
    void findsADroppedLine() {
        HashCheck check = new HashCheck();
        List<JournalLine> lines = lines();
        assertThat(check.next(lines.get(0))).isNull();
        assertThat(check.next(lines.get(2))).startsWith("partitionPreviousHash is");
    }

    private static List<JournalLine> lines() {
        PayerFold fold = new PayerFold(new io.fluxledger.rules.PayerState());
        List<JournalLine> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var payer = Domain.PAYERS.getFirst();
            DepositKey key = new DepositKey(1, Domain.TOKENS.getFirst(), Domain.nonce(i));
            PayerInput input = new PayerInput.CreditsDeposited(new InputId(1, i), payer, key, 5, Domain.TRANSACTION, 1);
            InputSource source = new InputSource(payer.toString(), Domain.PARTITION, Domain.PARTITIONS, i, 1_000);
            lines.addAll(fold.fold(source, input).lines());
        }
        return lines;
    }
}
