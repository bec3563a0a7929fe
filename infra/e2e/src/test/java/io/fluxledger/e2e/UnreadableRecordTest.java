package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class UnreadableRecordTest {
    @Test
    void goesToTheDeadLettersWithItsReasonAndTheStreamGoesOn() throws Exception {
        LiveStack stack = LiveStack.shared();
        Wallet payer = Wallet.fresh(stack.chains());
        byte[] garbage = "not a record, by %s".formatted(payer.address()).getBytes(StandardCharsets.UTF_8);
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.state().bootstrap());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            TopicCatalog.LEDGER_INPUTS.name(), payer.address().toString(), garbage))
                    .get(30, TimeUnit.SECONDS);
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            LiveStack.Ran dead = stack.ledger(
                    "tail",
                    TopicCatalog.LEDGER_INPUTS.deadLetters(),
                    "--from-beginning",
                    "-n",
                    "1",
                    "--key",
                    payer.address().toString());
            assertThat(dead.out()).contains("not the wire format's 0").contains("dlq.reason");
        });
        try (LedgerClient intake = stack.intake()) {
            // The same partition still answers.
            assertThat(intake.post("/v1/deposits", payer.deposit(43114, 1_000_000))
                            .status())
                    .isEqualTo(202);
        }
    }
}
