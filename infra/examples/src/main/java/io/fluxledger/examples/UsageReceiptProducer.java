package io.fluxledger.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A provider's own producer: writes signed usage receipts to {@code producer.events.v1}. It needs Kafka's client, Avro, and a
 * registry that speaks Confluent's API; no class of the ledger.
 *
 * <p>{@code UsageReceiptProducer BOOTSTRAP REGISTRY < receipts.jsonl}, each line a receipt as {@code POST /v1/receipts} takes
 * it. Prints where each one stands.
 */
public final class UsageReceiptProducer implements AutoCloseable {
    private static final String TOPIC = "producer.events.v1";
    private static final String TYPE = "io.fluxledger.events.UsageReceipt";
    private static final int NANO_DECIMALS = 9;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Producer<String, byte[]> producer;
    private final Schema schema;
    private final int schemaId;

    /**
     * @param registry base of the registry's API
     * @throws IOException when the registry does not have the schema
     */
    public UsageReceiptProducer(String bootstrap, URI registry) throws IOException, InterruptedException {
        // One subject per topic and record type, since the topic has several record types.
        JsonNode latest = latest(registry, TOPIC + "-" + TYPE);
        schema = new Schema.Parser().parse(latest.required("schema").asText());
        schemaId = latest.required("id").asInt();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "enable.idempotence", true),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static JsonNode latest(URI registry, String subject) throws IOException, InterruptedException {
        String base = registry.toString().replaceFirst("/$", "");
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .build()) {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(URI.create(base + "/subjects/" + subject + "/versions/latest"))
                            .timeout(TIMEOUT)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException("the registry answered HTTP " + response.statusCode() + " for " + subject);
            }
            return JSON.readTree(response.body());
        }
    }

    /** Writes one receipt and waits until all replicas have it. */
    public RecordMetadata send(JsonNode receipt) throws IOException, InterruptedException, ExecutionException {
        UUID id = UUID.randomUUID();
        ProducerRecord<String, byte[]> event = new ProducerRecord<>(
                TOPIC, receipt.required("payer").asText().toLowerCase(Locale.ROOT), value(receipt, id));
        // CloudEvents 1.0, Kafka's binary mode.
        header(event, "ce_specversion", "1.0");
        header(event, "ce_id", id.toString());
        header(event, "ce_type", TYPE);
        header(event, "ce_source", "/providers/" + receipt.required("provider").asText());
        header(event, "ce_time", Instant.now().toString());
        header(event, "content-type", "application/avro");
        return producer.send(event).get();
    }

    private static void header(ProducerRecord<String, byte[]> event, String name, String value) {
        event.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Confluent's wire format: a zero, the schema's id, then Avro. */
    private byte[] value(JsonNode receipt, UUID id) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(schemaId).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record(receipt, id), encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private GenericRecord record(JsonNode receipt, UUID id) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("inputId", fixed("inputId", uuidBytes(id)));
        record.put("payer", fixed("payer", hex(receipt, "payer")));
        record.put("intentId", receipt.required("intentId").asText());
        record.put("provider", fixed("provider", hex(receipt, "provider")));
        // Amounts are whole nano-USDC; a receipt states them in USDC.
        record.put(
                "usedNanos",
                new BigDecimal(receipt.required("used").asText())
                        .movePointRight(NANO_DECIMALS)
                        .longValueExact());
        record.put("inputTokens", receipt.required("inputTokens").asLong());
        record.put("outputTokens", receipt.required("outputTokens").asLong());
        record.put("payoutChainId", receipt.required("payoutChainId").asLong());
        record.put("nonce", fixed("nonce", hex(receipt, "nonce")));
        record.put("timestampMs", receipt.required("timestampMs").asLong());
        record.put("signature", ByteBuffer.wrap(hex(receipt, "signature")));
        return record;
    }

    private GenericData.Fixed fixed(String field, byte[] bytes) {
        return new GenericData.Fixed(schema.getField(field).schema(), bytes);
    }

    private static byte[] uuidBytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] hex(JsonNode receipt, String field) {
        String text = receipt.required(field).asText();
        return HexFormat.of().parseHex(text, 2, text.length());
    }

    @Override
    public void close() {
        producer.close(TIMEOUT);
    }

    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            throw new IllegalArgumentException("usage: UsageReceiptProducer BOOTSTRAP REGISTRY < receipts.jsonl");
        }
        PrintStream out = System.out;
        try (UsageReceiptProducer producer = new UsageReceiptProducer(args[0], URI.create(args[1]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                RecordMetadata place = producer.send(JSON.readTree(line));
                out.println(place.topic() + " " + place.partition() + " " + place.offset());
            }
        }
    }
}
