package io.fluxledger.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.events.ClockTick;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.SchemaRegistryClient.RegistryRefusedException;
import io.fluxledger.schemas.SchemaRegistryClient.RegistryUnavailableException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.UnreadableRecordException;
import java.net.URI;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Registration and wire format against the real registry. */
class SchemaRegistrationTest {
    private static final SchemaRegistryClient REGISTRY =
            new SchemaRegistryClient(TestRegistry.shared().url());

    @BeforeAll
    static void register() {
        int subjects = SchemaRegistration.registerAll(REGISTRY);
        assertThat(subjects).isGreaterThan(25);
        assertThat(SchemaRegistration.registerAll(REGISTRY)).as("again").isEqualTo(subjects);
    }

    @Test
    void anIncompatibleChangeIsRefused() {
        Schema changed = SchemaBuilder.record("ClockTick")
                .namespace("io.fluxledger.events")
                .fields()
                .requiredLong("somethingNew")
                .endRecord();
        String subject = TopicCatalog.LEDGER_INPUTS.subject(ClockTick.getClassSchema());
        assertThatThrownBy(() -> REGISTRY.register(subject, changed)).isInstanceOf(RegistryRefusedException.class);
    }

    @Test
    void valuesAreInTheConfluentWireFormat() {
        EventSerde serde = new EventSerde(REGISTRY);
        ClockTick tick = new ClockTick(EventHeaders.newInputId());
        byte[] value = serde.serialize(TopicCatalog.LEDGER_INPUTS, tick);
        int id = REGISTRY.idOf(
                TopicCatalog.LEDGER_INPUTS.subject(ClockTick.getClassSchema()), ClockTick.getClassSchema());
        assertThat(value[0]).isZero();
        assertThat(ByteBuffer.wrap(value).getInt(1)).isEqualTo(id);
        assertThat(value).hasSize(5 + 16);
        assertThat(new EventSerde(REGISTRY).deserialize(value)).isEqualTo(tick);
        assertThatThrownBy(() -> serde.serialize(TopicCatalog.LEDGER_JOURNAL, tick))
                .hasMessageContaining("not belong");
    }

    @Test
    void whatCannotBeReadIsToldFromARegistryThatIsAway() {
        EventSerde serde = new EventSerde(REGISTRY);
        byte[] value = serde.serialize(TopicCatalog.LEDGER_INPUTS, new ClockTick(EventHeaders.newInputId()));
        byte[] shortened = java.util.Arrays.copyOf(value, value.length - 1);
        byte[] lengthened = java.util.Arrays.copyOf(value, value.length + 1);
        byte[] unknownId = value.clone();
        unknownId[1] = 0x7f;
        for (byte[] bad : new byte[][] {{}, {0, 0, 0, 1}, {1, 0, 0, 0, 1, 0}, shortened, lengthened, unknownId}) {
            assertThatThrownBy(() -> serde.deserialize(bad)).isInstanceOf(UnreadableRecordException.class);
        }
        EventSerde away = new EventSerde(new SchemaRegistryClient(URI.create("http://127.0.0.1:1/")));
        assertThatThrownBy(() -> away.deserialize(value)).isInstanceOf(RegistryUnavailableException.class);
    }
}
