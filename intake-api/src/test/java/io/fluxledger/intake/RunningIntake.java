package io.fluxledger.intake;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.Address20;
import io.fluxledger.events.CreditsDeposited;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.InputId16;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Settings;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.streams.LedgerStreamsMain;
import io.fluxledger.testkit.TestKafka;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Intake and the folds on a real broker and registry. Chains are named; a node is there only where a test brings one. */
final class RunningIntake implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    final ChainsFile chains;
    final KafkaClients clients;
    final LedgerStreamsMain streams;
    final IntakeMain intake;
    final Producer<String, SpecificRecord> producer;
    private final Map<String, String> settings;
    private final HttpClient http = HttpClient.newHttpClient();

    /** An answer of intake. */
    record Reply(int status, JsonNode body, HttpHeaders headers) {
        String text(String field) {
            return body.path(field).asText();
        }
    }

    /** @param providerPort where the one provider listens */
    RunningIntake(Path dir, EthAddress providerAddress, int providerPort) throws IOException {
        this(dir, providerAddress, providerPort, NOBODY);
    }

    /** @param avalanche node of chain 43114 */
    RunningIntake(Path dir, EthAddress providerAddress, int providerPort, URI avalanche) throws IOException {
        chains = new ChainsFile(
                43114,
                new ChainsFile.Domain("Fluxledger", "1", 43114, repeated("ab")),
                List.of(chain(43114, "avalanche", avalanche), chain(42161, "arbitrum", NOBODY)));
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        clients = new KafkaClients(TestKafka.shared().bootstrap(), new EventSerde(registry));
        try (Admin admin = clients.admin()) {
            // A broker may not describe yet what it has just created.
            await().atMost(PATIENCE)
                    .ignoreException(UnknownTopicOrPartitionException.class)
                    .until(() -> {
                        TopicCatalog.createMissing(admin, (short) 1);
                        return true;
                    });
        }
        streams = LedgerStreamsMain.start(Settings.of(Map.of(
                "kafka.bootstrap", TestKafka.shared().bootstrap(),
                "registry.url", TestRegistry.shared().url().toString(),
                "http.port", "0",
                "state.dir", dir.resolve("streams").toString(),
                "tick.interval", "PT0.2S")));
        chains.write(dir.resolve("chains.json"));
        Files.writeString(dir.resolve("providers.json"), """
            [{"name":"small","address":"%s","url":"http://127.0.0.1:%d","payoutChainId":42161,"maxBudget":"0.05"}]
            """.formatted(providerAddress, providerPort));
        settings = Map.of(
                "kafka.bootstrap",
                TestKafka.shared().bootstrap(),
                "registry.url",
                TestRegistry.shared().url().toString(),
                "http.port",
                "0",
                "chains.file",
                dir.resolve("chains.json").toString(),
                "providers.file",
                dir.resolve("providers.json").toString(),
                "streams.url",
                "http://127.0.0.1:" + streams.port(),
                "provider.sla",
                "PT2S",
                "settlement.timeout",
                "PT2S",
                "answers.timeout",
                "PT30S");
        intake = startIntake(Map.of());
        producer = clients.producer("test");
        awaitRestored();
    }

    /** One more intake on the same ledger, with some settings changed. */
    IntakeMain startIntake(Map<String, String> changed) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(changed);
        return IntakeMain.start(Settings.of(all));
    }

    private void awaitRestored() {
        await().atMost(PATIENCE)
                .until(() -> get("/v1/accounts/" + repeated("01")).status() == 200
                        && get("/v1/accounts/" + repeated("02")).status() == 200);
    }

    private static ChainsFile.Chain chain(long chainId, String name, URI rpcUrl) {
        return new ChainsFile.Chain(
                chainId,
                name,
                rpcUrl,
                repeated("cc"),
                "USD Coin",
                "2",
                repeated("dd"),
                repeated("ee"),
                repeated("ab"),
                repeated("aa"),
                repeated("bb"),
                2);
    }

    static String repeated(String twoDigits) {
        return "0x" + twoDigits.repeat(20);
    }

    /** Credits of a payer, as the relayer reports a deposit. */
    void fund(Person payer, long chainId, long amountMicros) {
        fund(payer.key.address(), chainId, amountMicros);
    }

    /** As {@link #fund(Person, long, long)}, of an account that may be a contract's. */
    void fund(EthAddress payer, long chainId, long amountMicros) {
        InputId16 id = EventHeaders.newInputId();
        tell(
                payer.toString(),
                id,
                new CreditsDeposited(
                        id,
                        new Address20(payer.bytes()),
                        chainId,
                        new Address20(EthAddress.parse(repeated("cc")).bytes()),
                        new Hash32(Person.nonce().bytes()),
                        amountMicros,
                        new Hash32(Person.nonce().bytes()),
                        1L));
        await().atMost(PATIENCE)
                .until(() -> get("/v1/accounts/" + payer).text("state").equals("has_credits"));
    }

    /** Writes an input that another service would. */
    void tell(Person account, InputId16 id, SpecificRecord input) {
        tell(account.address(), id, input);
    }

    private void tell(String account, InputId16 id, SpecificRecord input) {
        var _ = producer.send(new ProducerRecord<>(
                TopicCatalog.LEDGER_INPUTS.name(),
                null,
                account,
                input,
                EventHeaders.of(id, input, "/test", Instant.EPOCH, null)));
    }

    Reply get(String path) {
        return send(intake.port(), "GET", path, "", Map.of());
    }

    Reply post(String path, ObjectNode body) {
        return send(intake.port(), "POST", path, body.toString(), Map.of());
    }

    Reply post(String path, String body, Map<String, String> headers) {
        return send(intake.port(), "POST", path, body, headers);
    }

    /** What the fold has of an account, without the position of the partition that other accounts move. */
    JsonNode account(Person person) {
        JsonNode body = send(streams.port(), "GET", "/v1/accounts/" + person.address(), "", Map.of())
                .body();
        return body instanceof ObjectNode object ? object.without(List.of("inputOffset", "clockMs")) : body;
    }

    Reply send(int port, String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(response.statusCode(), Person.JSON.readTree(response.body()), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        intake.close();
        producer.close();
        streams.close();
        http.close();
    }
}
