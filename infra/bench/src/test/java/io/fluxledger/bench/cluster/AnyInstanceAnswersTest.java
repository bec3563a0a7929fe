package io.fluxledger.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.bench.submit.Backlog;
import io.fluxledger.bench.submit.CallInputs;
import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Outcome;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two instances with a standby each: either answers for every account, the one that is left too, and never wrongly. */
class AnyInstanceAnswersTest {
    private static final Logger LOG = LoggerFactory.getLogger(AnyInstanceAnswersTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int INPUTS = 2_000;
    private static final int PAYERS = 60;

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, Expected> expected = new TreeMap<>();

    /** What the last committed line of an account says. */
    private record Expected(long accountSequence, long inputOffset, Map<String, String> balances) {}

    @Test
    void anyInstanceAnswersForAnyAccount() throws Exception {
        Tuning tuning = Tuning.DEFAULTS
                .with("standbys", "1")
                .with("session.timeout", "PT4S")
                .withFlag("-XX:TieredStopAtLevel=1")
                .withCommitIntervalMs(200);
        try (LedgerCluster cluster = LedgerCluster.start(directory, 1, LOG::info);
                Fleet fleet = new Fleet(cluster, tuning)) {
            StreamsProcess one = fleet.add();
            StreamsProcess two = fleet.add();
            fleet.awaitBalanced(PATIENCE);
            Backlog.send(cluster.clients(), new CallInputs(20_261_121, PAYERS, 5), INPUTS);
            // The offsets of the group count ticks as well: that all inputs are folded the journal alone says.
            await().atMost(PATIENCE).until(() -> readJournal(cluster.clients()) == INPUTS);
            assertThat(expected).hasSize(PAYERS);

            untilAllAnswer(one);
            untilAllAnswer(two);

            StreamsProcess victim = fleet.busiest();
            StreamsProcess survivor = victim == one ? two : one;
            long killed = System.nanoTime();
            victim.kill();
            untilAllAnswer(survivor);
            LOG.info("the other answers for all after {} ms", (System.nanoTime() - killed) / 1_000_000);

            victim.start();
            victim.awaitReady(PATIENCE);
            untilAllAnswer(victim);
            untilAllAnswer(survivor);
        }
    }

    /** Asks for all accounts over and over; whatever is answered meanwhile must be right, or say when to come again. */
    private void untilAllAnswer(StreamsProcess instance) {
        Set<String> answered = new HashSet<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            for (String payer : expected.keySet()) {
                if (isAnswered(instance, payer)) {
                    answered.add(payer);
                }
            }
            return answered.size() == expected.size();
        });
    }

    private boolean isAnswered(StreamsProcess instance, String payer) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + instance.port() + "/v1/accounts/" + payer))
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(Json.STRICT.readTree(answer.body()).path("code").asText())
                    .isEqualTo("STATE_NOT_READY");
            return false;
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode body = Json.STRICT.readTree(answer.body());
        Expected right = Objects.requireNonNull(expected.get(payer));
        assertThat(body.path("accountSequence").asLong()).isEqualTo(right.accountSequence());
        assertThat(body.path("inputOffset").asLong()).isGreaterThanOrEqualTo(right.inputOffset());
        Map<String, String> balances = new TreeMap<>();
        body.path("balances")
                .forEach(b -> balances.put(
                        b.path("account").asText() + " " + b.path("chainId").asLong(),
                        b.path("amountNanos").asText()));
        assertThat(balances).isEqualTo(right.balances());
        return true;
    }

    /** Takes up what every account's last committed line says; how many inputs of payers and providers have a line. */
    private int readJournal(KafkaClients clients) {
        Set<String> inputs = new HashSet<>();
        List<TopicPartition> partitions = new ArrayList<>();
        for (int p = 0; p < TopicCatalog.LEDGER_JOURNAL.partitions(); p++) {
            partitions.add(new TopicPartition(TopicCatalog.LEDGER_JOURNAL.name(), p));
        }
        try (Consumer<String, SpecificRecord> consumer = clients.consumer("answers-journal", true, Map.of())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() instanceof JournalLine line && !isTick(line)) {
                        inputs.add(line.getInputPartition() + "-" + line.getInputOffset());
                    }
                    if (record.value() instanceof JournalLine line
                            && line.getOutcome() == Outcome.ACCEPTED
                            && line.getAccount() != null) {
                        Map<String, String> balances = new TreeMap<>();
                        line.getBalances()
                                .forEach(b -> balances.put(
                                        b.getAccount().name() + " " + b.getChainId(),
                                        Long.toString(b.getAmountNanos())));
                        expected.put(
                                AvroTypes.address(line.getAccount()).toString(),
                                new Expected(line.getAccountSequence(), line.getInputOffset(), balances));
                    }
                }
            }
        }
        return inputs.size();
    }

    private static boolean isTick(JournalLine line) {
        return line.getInputType().equals("ClockTick");
    }
}
