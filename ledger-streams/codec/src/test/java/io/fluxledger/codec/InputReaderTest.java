package io.fluxledger.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.rules.Funding;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.schemas.UnreadableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reading straight from the bytes against reading by generated classes: the same inputs, the same refusals. */
class InputReaderTest {
    private static final long SEED = Long.getLong("seed", 20_260_101L);
    private static final int ROUNDS = 60;
    private static final int MUTATIONS = 400;

    private static LocalRegistry registry;
    private static EventSerde serde;
    private final RandomRecords records = new RandomRecords(SEED);

    /** One fold's way of reading, both ways. */
    private record Fold<I>(TopicSpec topic, InputReader<I> direct, Function<SpecificRecord, I> generated) {
        Object read(byte[] value) {
            try {
                return direct.read(value);
            } catch (UnreadableRecordException e) {
                return "unreadable";
            }
        }

        Object readGenerated(byte[] value) {
            try {
                return generated.apply(serde.deserialize(value));
            } catch (UnreadableRecordException e) {
                return "unreadable";
            }
        }
    }

    @BeforeAll
    static void start() throws IOException {
        registry = new LocalRegistry();
        serde = registry.serde();
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static List<Fold<?>> folds() {
        return List.of(
                new Fold<>(TopicCatalog.LEDGER_INPUTS, InputReader.payers(serde), InputDecoder::payer),
                new Fold<>(TopicCatalog.PROVIDER_INPUTS, InputReader.providers(serde), InputDecoder::provider));
    }

    private static byte[] encode(int id, Schema schema, Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            bytes.write(new byte[] {0, (byte) (id >>> 24), (byte) (id >>> 16), (byte) (id >>> 8), (byte) id});
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(schema).write(value, encoder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] random(TopicSpec topic, Schema schema) {
        return encode(serde.schemaId(topic, schema), schema, records.avroRecord(schema));
    }

    @Test
    void everyTypeIsReadTheSameBothWays() {
        Set<Class<?>> seen = new HashSet<>();
        for (Fold<?> fold : folds()) {
            for (Schema schema : fold.topic().schemas()) {
                for (int i = 0; i < ROUNDS; i++) {
                    byte[] value = random(fold.topic(), schema);
                    Object input = fold.read(value);
                    assertThat(input).as(schema.getName()).isEqualTo(fold.readGenerated(value));
                    assertThat(input).isNotEqualTo("unreadable");
                    assertThat(input.getClass().getSimpleName()).isEqualTo(schema.getName());
                    seen.add(input.getClass());
                }
            }
        }
        List<Class<?>> all = new ArrayList<>(RandomRecords.types(PayerInput.class));
        all.addAll(RandomRecords.types(ProviderInput.class));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void everyTypeOfTheTopicsIsReadDirectly() {
        Set<String> direct = new HashSet<>(PayerForms.BY_NAME.keySet());
        assertThat(direct)
                .isEqualTo(new HashSet<>(TopicCatalog.LEDGER_INPUTS.schemas().stream()
                        .map(Schema::getFullName)
                        .toList()));
        assertThat(ProviderForms.BY_NAME.keySet())
                .isEqualTo(new HashSet<>(TopicCatalog.PROVIDER_INPUTS.schemas().stream()
                        .map(Schema::getFullName)
                        .toList()));
    }

    @Test
    void damagedBytesGetTheSameVerdictBothWays() {
        int unreadable = 0;
        int readable = 0;
        for (Fold<?> fold : folds()) {
            for (Schema schema : fold.topic().schemas()) {
                for (int i = 0; i < MUTATIONS; i++) {
                    byte[] value = damage(random(fold.topic(), schema));
                    Object input = fold.read(value);
                    assertThat(input)
                            .as("%s, seed %d: %s", schema.getName(), SEED, Arrays.toString(value))
                            .isEqualTo(fold.readGenerated(value));
                    if (input.equals("unreadable")) {
                        unreadable++;
                    } else {
                        readable++;
                    }
                }
            }
        }
        assertThat(unreadable).isGreaterThan(1_000);
        assertThat(readable).isGreaterThan(1_000);
    }

    /** Behind the header: cut off, lengthened, bits turned over, bytes replaced, taken out, or huge numbers put in. */
    private byte[] damage(byte[] value) {
        var random = records.random();
        int body = EventSerde.HEADER_BYTES;
        byte[] damaged = value.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = body + random.nextInt(Math.max(1, damaged.length - body));
            damaged = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(damaged, Math.min(at, damaged.length));
                case 1 -> Arrays.copyOf(damaged, damaged.length + 1 + random.nextInt(4));
                case 2 -> splice(damaged, at, 1, records.bytes(1));
                case 3 -> splice(damaged, at, 1, new byte[0]);
                case 4 -> splice(damaged, at, 1, new byte[] {-1, -1, -1, -1, (byte) random.nextInt(16)});
                default ->
                    splice(
                            damaged,
                            at,
                            1,
                            at < damaged.length
                                    ? new byte[] {(byte) (damaged[at] ^ (1 << random.nextInt(8)))}
                                    : new byte[0]);
            };
        }
        return damaged;
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] inserted) {
        if (at >= bytes.length) {
            return bytes;
        }
        byte[] spliced = new byte[bytes.length - removed + inserted.length];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(inserted, 0, spliced, at, inserted.length);
        System.arraycopy(bytes, at + removed, spliced, at + inserted.length, bytes.length - at - removed);
        return spliced;
    }

    @Test
    void everyPrefixAndEveryBytesBehindAreUnreadable() {
        for (Fold<?> fold : folds()) {
            for (Schema schema : fold.topic().schemas()) {
                byte[] value = random(fold.topic(), schema);
                for (int length = 0; length < value.length; length++) {
                    byte[] cut = Arrays.copyOf(value, length);
                    assertThat(fold.read(cut)).as(schema.getName()).isEqualTo("unreadable");
                    assertThat(fold.readGenerated(cut)).as(schema.getName()).isEqualTo("unreadable");
                }
                byte[] longer = Arrays.copyOf(value, value.length + 1);
                assertThat(fold.read(longer)).isEqualTo("unreadable");
                assertThat(fold.readGenerated(longer)).isEqualTo("unreadable");
            }
        }
    }

    @Test
    void lengthsThatDoNotFitAreRefusedBeforeAnythingIsAllocated() {
        Schema schema = io.fluxledger.events.HoldPlaced.getClassSchema();
        Fold<?> payers = folds().getFirst();
        int id = serde.schemaId(TopicCatalog.LEDGER_INPUTS, schema);
        for (long length : new long[] {-1, Integer.MAX_VALUE, Integer.MAX_VALUE - 8L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            RecordBytes bytes =
                    new RecordBytes().begin(id).fixed(1).fixed(2).number(5).number(length);
            assertThat(payers.read(bytes.toBytes())).isEqualTo("unreadable");
            assertThat(payers.readGenerated(bytes.toBytes())).isEqualTo("unreadable");
        }
        Schema charged = io.fluxledger.events.UsageCharged.getClassSchema();
        Fold<?> providers = folds().getLast();
        int chargedId = serde.schemaId(TopicCatalog.PROVIDER_INPUTS, charged);
        for (long count : new long[] {Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, -Integer.MAX_VALUE}) {
            RecordBytes bytes = new RecordBytes().begin(chargedId);
            bytes.fixed(0).fixed(0).fixed(0).fixed(0).fixed(0).fixed(0).fixed(0);
            bytes.text("i")
                    .number(0)
                    .number(0)
                    .number(1)
                    .number(count)
                    .number(0)
                    .number(1)
                    .number(1);
            assertThat(providers.read(bytes.toBytes())).isEqualTo("unreadable");
            assertThat(providers.readGenerated(bytes.toBytes())).isEqualTo("unreadable");
        }
    }

    /** A reason of a megabyte would make a journal line that the broker refuses, and so stop its partition. */
    @Test
    void aTextThatIsTooLongIsUnreadable() {
        int id = serde.schemaId(TopicCatalog.LEDGER_INPUTS, io.fluxledger.events.HoldPlaced.getClassSchema());
        Fold<?> payers = folds().getFirst();
        for (int length : new int[] {16_384, 16_385}) {
            byte[] bytes = new RecordBytes()
                    .begin(id)
                    .fixed(1)
                    .fixed(2)
                    .number(5)
                    .text("x".repeat(length))
                    .toBytes();
            assertThat(payers.read(bytes)).isEqualTo(payers.readGenerated(bytes));
            assertThat("unreadable".equals(payers.read(bytes))).isEqualTo(length > 16_384);
        }
    }

    @Test
    void aUuidIsTheSameIdInBothForms() {
        Schema schema = io.fluxledger.events.SettlementRequested.getClassSchema();
        int id = serde.schemaId(TopicCatalog.LEDGER_INPUTS, schema);
        GenericData.Record request = records.avroRecord(schema);
        request.put("intentId", "0198c5a2-7d3e-7c41-9f6b-2d1c0e5b7a90");
        byte[] text = encode(id, schema, request);
        request.put(
                "intentId",
                new GenericData.Fixed(
                        schema.getField("intentId").schema().getTypes().get(1),
                        java.util.HexFormat.of().parseHex("0198c5a27d3e7c419f6b2d1c0e5b7a90")));
        byte[] packed = encode(id, schema, request);
        assertThat(packed.length).isEqualTo(text.length - 21);
        Fold<?> payers = folds().getFirst();
        assertThat(payers.read(packed)).isEqualTo(payers.read(text)).isEqualTo(payers.readGenerated(packed));
    }

    @Test
    void aLockThatNamesNoDrawsHasNone() {
        Schema schema = io.fluxledger.events.IntentLocked.getClassSchema();
        int id = serde.schemaId(TopicCatalog.LEDGER_INPUTS, schema);
        GenericData.Record lock = records.avroRecord(schema);
        lock.put("draws", List.of());
        for (Funding funding : Funding.values()) {
            Schema symbols = schema.getField("funding").schema();
            lock.put("funding", new GenericData.EnumSymbol(symbols, funding.name()));
            byte[] value = encode(id, schema, lock);
            Fold<?> payers = folds().getFirst();
            assertThat(payers.read(value))
                    .isEqualTo(payers.readGenerated(value))
                    .isInstanceOfSatisfying(
                            PayerInput.IntentLocked.class,
                            in -> assertThat(in.draws()).isEmpty());
        }
    }

    @Test
    void anotherVersionOfASchemaIsResolved() {
        Schema known = io.fluxledger.events.HoldReleased.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>();
        known.getFields().forEach(f -> fields.add(new Schema.Field(f, f.schema())));
        fields.add(0, new Schema.Field("note", Schema.create(Schema.Type.STRING), null, ""));
        Schema newer = Schema.createRecord(known.getName(), known.getDoc(), known.getNamespace(), false, fields);
        int id = registry.id(newer);
        GenericData.Record released = records.avroRecord(newer);
        byte[] value = encode(id, newer, released);
        Fold<?> payers = folds().getFirst();
        assertThat(payers.read(value))
                .isEqualTo(payers.readGenerated(value))
                .isInstanceOfSatisfying(
                        PayerInput.HoldReleased.class,
                        in -> assertThat(in.chainId()).isEqualTo(released.get("chainId")));
    }

    @Test
    void whatIsNoRecordOfTheFoldIsRefused() {
        InputReader<PayerInput> payers = InputReader.payers(serde);
        assertThatThrownBy(() -> payers.read(null)).isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> payers.read(new byte[] {1, 0, 0, 0, 1, 0}))
                .isInstanceOf(UnreadableRecordException.class);
        assertThatThrownBy(() -> payers.read(new byte[] {0, 0, 0, 99, 1, 0}))
                .isInstanceOf(UnreadableRecordException.class);
        byte[] charge = random(TopicCatalog.PROVIDER_INPUTS, io.fluxledger.events.UsageCharged.getClassSchema());
        assertThatThrownBy(() -> payers.read(charge)).isInstanceOf(UnexpectedRecordException.class);
    }
}
