package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.PayerBalance;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.Signature;
import io.fluxledger.rules.Usage;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written directly against Avro's own writer, which gets every field by its name. */
class LineWriterTest {
    private static final int ROUNDS = 40;

    private static LocalRegistry registry;
    private static EventSerde serde;
    private static LineWriter writer;
    private final RandomRecords records = new RandomRecords(Long.getLong("seed", 20_260_102L));

    @BeforeAll
    static void start() throws IOException {
        registry = new LocalRegistry();
        serde = registry.serde();
        writer = new LineWriter(serde, TopicCatalog.LEDGER_JOURNAL);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void everyEntryIsWrittenAsAvroWritesIt() {
        for (Class<?> type : RandomRecords.types(LedgerEntry.class)) {
            for (int i = 0; i < ROUNDS; i++) {
                LedgerEntry entry = (LedgerEntry) records.of(type);
                JournalLine line = with(records.of(JournalLine.class), List.of(entry));
                check(TopicCatalog.LEDGER_JOURNAL, writer.line(line, 3, 4), fields(line, 3, 4));
            }
        }
    }

    @Test
    void linesWithAnyNumberOfEntriesPostingsAndBalancesAreWrittenAsAvroWritesThem() {
        for (int i = 0; i < 50 * ROUNDS; i++) {
            JournalLine line = records.of(JournalLine.class);
            int partition = (int) records.number();
            long offset = records.number();
            check(TopicCatalog.LEDGER_JOURNAL, writer.line(line, partition, offset), fields(line, partition, offset));
        }
    }

    @Test
    void chargesDisputesBalancesAndUsageAreWrittenAsAvroWritesThem() {
        for (int i = 0; i < 5 * ROUNDS; i++) {
            ProviderInput.UsageCharged charge = records.of(ProviderInput.UsageCharged.class);
            check(TopicCatalog.PROVIDER_INPUTS, writer.charge(charge), fields(charge));
            ProviderInput.DisputeFiled dispute = records.of(ProviderInput.DisputeFiled.class);
            check(TopicCatalog.PROVIDER_INPUTS, writer.charge(dispute), fields(dispute));

            PayerAccount payer = records.of(PayerAccount.class);
            PartitionHead head = records.of(PartitionHead.class);
            PayerBalance balance =
                    (PayerBalance) check(TopicCatalog.LEDGER_BALANCES, writer.balance(payer, head), null);
            assertThat(AvroTypes.address(balance.getPayer())).isEqualTo(payer.payer());
            assertThat(balance.getBalances()).hasSize(payer.balances().size());
            assertThat(balance.getOpenIntents()).isEqualTo(payer.openIntents());
            assertThat(balance.getAccountSequence()).isEqualTo(payer.sequence());
            assertThat(balance.getInputOffset()).isEqualTo(head.lastOffset());
            assertThat(balance.getClockMs()).isEqualTo(head.clockMs());

            ProviderAccount provider = records.of(ProviderAccount.class);
            ProviderUsage usage = (ProviderUsage) check(TopicCatalog.PROVIDER_USAGE, writer.usage(provider), null);
            assertThat(AvroTypes.address(usage.getProvider())).isEqualTo(provider.provider());
            assertThat(usage.getWindowEndMs()).isZero();
            assertThat(usage.getCalls()).isEqualTo(provider.window().calls());
            assertThat(usage.getNetNanos()).isEqualTo(provider.window().netNanos());
            assertThat(usage.getSharePpm()).isZero();
        }
    }

    /** Intake finds the line that answers its input by the first bytes behind the header. */
    @Test
    void aLineBeginsWithTheIdOfItsInput() {
        JournalLine line = records.of(JournalLine.class);
        byte[] value = writer.line(line, 0, 0);
        byte[] id = Arrays.copyOfRange(value, EventSerde.HEADER_BYTES, EventSerde.HEADER_BYTES + InputId.BYTES);
        assertThat(InputId.of(id)).isEqualTo(line.inputId());
    }

    private static JournalLine with(JournalLine line, List<LedgerEntry> entries) {
        return new JournalLine(
                line.inputId(),
                line.index(),
                line.inputType(),
                line.account(),
                line.outcome(),
                line.reason(),
                line.reference(),
                line.clockMs(),
                line.rulesVersion(),
                line.accountSequence(),
                line.partitionSequence(),
                entries,
                line.postings(),
                line.balances(),
                line.accountPreviousHash(),
                line.partitionPreviousHash(),
                line.hash());
    }

    private static SpecificRecord check(
            TopicSpec topic, byte[] direct, @Nullable Map<String, @Nullable Object> expected) {
        SpecificRecord read = serde.deserialize(direct);
        assertThat(serde.serialize(topic, read)).isEqualTo(direct);
        if (expected != null) {
            byte[] body = Arrays.copyOfRange(direct, EventSerde.HEADER_BYTES, direct.length);
            assertThat(body).isEqualTo(encode(read.getSchema(), expected));
        }
        return read;
    }

    private static byte[] encode(Schema schema, Map<String, @Nullable Object> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(schema).write(avro(schema, fields), encoder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static Map<String, @Nullable Object> fields(JournalLine line, int partition, long offset) {
        Map<String, @Nullable Object> fields = fields(line);
        fields.put("inputPartition", partition);
        fields.put("inputOffset", offset);
        return fields;
    }

    /** Components by name; those of keys, usage and parameters stand among the fields of what they belong to. */
    private static Map<String, @Nullable Object> fields(Record record) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
            if (value instanceof DepositKey
                    || value instanceof Usage
                    || value instanceof Parameters
                    || value instanceof PayoutTerms) {
                fields.putAll(fields((Record) value));
            } else {
                fields.put(component.getName().equals("id") ? "inputId" : component.getName(), value);
            }
        }
        return fields;
    }

    private static @Nullable Object avro(Schema schema, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Address address -> new GenericData.Fixed(schema(schema, "Address20"), address.toBytes());
            case Bytes32 word -> new GenericData.Fixed(schema(schema, "Hash32"), word.toBytes());
            case InputId id -> new GenericData.Fixed(schema(schema, "InputId16"), id.toBytes());
            case Signature signature -> ByteBuffer.wrap(signature.toBytes());
            case Balances balances -> avro(schema, balances.all());
            case Enum<?> symbol ->
                schema(schema, symbol.getDeclaringClass().getSimpleName()).getType() == Schema.Type.ENUM
                        ? new GenericData.EnumSymbol(
                                schema(schema, symbol.getDeclaringClass().getSimpleName()), symbol.name())
                        : symbol.name();
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>();
                list.forEach(item -> items.add(avro(schema.getElementType(), item)));
                yield items;
            }
            case Map<?, ?> fields -> {
                GenericData.Record record = new GenericData.Record(schema);
                assertThat(fields.keySet().stream().map(String::valueOf).toList())
                        .as(schema.getName())
                        .containsExactlyElementsOf(schema.getFields().stream()
                                .map(Schema.Field::name)
                                .toList());
                schema.getFields().forEach(f -> record.put(f.name(), avro(f.schema(), fields.get(f.name()))));
                yield record;
            }
            case Record record -> avro(schema(schema, avroName(record)), fields(record));
            default -> value;
        };
    }

    private static String avroName(Record record) {
        String name = record.getClass().getSimpleName();
        return name.equals("EscrowTerms") ? "EscrowAuthorization" : name;
    }

    /** The schema itself, or the branch of that name. */
    private static Schema schema(Schema schema, String name) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        return schema.getTypes().stream()
                .filter(branch -> branch.getName().equals(name) || branch.getType() == Schema.Type.STRING)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + schema));
    }
}
