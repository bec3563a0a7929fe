package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.events.Address20;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.RefundReason;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.servers.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What the page infra/runbooks/dead-letters.md says. */
class DeadLettersTest {
    private static final String TOPIC = TopicCatalog.LEDGER_INPUTS.name();
    private final LiveStack stack = LiveStack.shared();
    private final Wallet payer = Wallet.fresh(stack.chains());

    private String send(String topic, byte[] value, List<RecordHeader> headers) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.state().bootstrap());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(topic, null, payer.address().toString(), value);
            headers.forEach(record.headers()::add);
            return Long.toString(producer.send(record).get(30, TimeUnit.SECONDS).offset());
        }
    }

    private String offsetInTheList() {
        Pattern row = Pattern.compile("(?m)^ +%s +(\\d+) .*%s".formatted(TOPIC, payer.address()));
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            Matcher found =
                                    row.matcher(stack.ledger("dlq", "list").out());
                            return found.find() ? found.group(1) : "";
                        },
                        offset -> !offset.isEmpty());
    }

    @Test
    void whatCannotBeReadIsListedAndShownAndNotPutBack() throws Exception {
        send(TOPIC, "nonsense".getBytes(StandardCharsets.UTF_8), List.of());
        String offset = offsetInTheList();
        LiveStack.Ran shown = stack.ledger("dlq", "show", TOPIC, offset);
        assertThat(shown.status()).as(shown.err()).isZero();
        JsonNode letter = new ObjectMapper().readTree(shown.out());
        assertThat(letter.path("text").asText()).isEqualTo("nonsense");
        assertThat(letter.path("reason").asText()).contains("wire format");
        assertThat(letter.path("stillUnreadable").asText()).contains("wire format");
        LiveStack.Ran redriven = stack.ledger("dlq", "redrive", TOPIC, offset);
        assertThat(redriven.status()).isOne();
        assertThat(redriven.out()).contains("still cannot be read");
    }

    @Test
    void whatCanBeReadByNowIsPutBackOnceAndAnswered() throws Exception {
        EventSerde serde = new EventSerde(new SchemaRegistryClient(
                SchemaRegistry.confluentApi(stack.state().port(Parts.REGISTRY))));
        InputId16 id = EventHeaders.newInputId();
        byte[] good = serde.serialize(TopicCatalog.LEDGER_INPUTS, refund(id));
        String offset = send(
                TopicCatalog.LEDGER_INPUTS.deadLetters(),
                good,
                List.of(
                        header("dlq.reason", "schema id 77 is not in the registry"),
                        header("dlq.topic", TOPIC),
                        header("dlq.partition", Integer.toString(partition())),
                        header("dlq.offset", "5"),
                        header("ce_id", EventHeaders.uuid(id).toString())));
        LiveStack.Ran redriven = stack.ledger("dlq", "redrive", TOPIC, offset);
        assertThat(redriven.status()).as(redriven.out() + redriven.err()).isZero();
        assertThat(redriven.out()).contains(offset + " is at " + TOPIC + "-" + partition());
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(stack.ledger(
                                        "tail",
                                        TopicCatalog.LEDGER_JOURNAL.name(),
                                        "--since",
                                        "PT10M",
                                        "-n",
                                        "1",
                                        "--where",
                                        "value.inputId=0x"
                                                + EventHeaders.uuid(id)
                                                        .toString()
                                                        .replace("-", ""))
                                .out())
                        .contains("RefundRequested", "REJECTED"));
        assertThat(stack.ledger("dlq", "list").out()).contains("put back: " + TOPIC);
        LiveStack.Ran again = stack.ledger("dlq", "redrive", TOPIC, offset);
        assertThat(again.status()).isOne();
        assertThat(again.out()).contains("was put back before");
    }

    private int partition() {
        return BuiltInPartitioner.partitionForKey(
                payer.address().toString().getBytes(StandardCharsets.UTF_8), TopicCatalog.LEDGER_INPUTS.partitions());
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Of an intent that there is not: refused, and answered all the same. */
    private RefundRequested refund(InputId16 id) {
        Address20 address =
                new Address20(HexFormat.of().parseHex(payer.address().toString().substring(2)));
        return RefundRequested.newBuilder()
                .setInputId(id)
                .setPayer(address)
                .setIntentId("none-such")
                .setProvider(address)
                .setReason(RefundReason.CANCELLED)
                .setRequestedBy(RequestedBy.GATEWAY)
                .build();
    }
}
