package io.fluxledger.intake.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.InputId16;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Publishes an input and waits for its journal line. A plain idempotent producer: see DESIGN §5 on transactions here. */
public final class InputPublisher implements AutoCloseable {
    private static final String SOURCE = "/fluxledger/intake";

    private final Producer<String, SpecificRecord> producer;
    private final JournalAnswers answers;
    private final Duration timeout;

    public InputPublisher(KafkaClients clients, JournalAnswers answers, Duration timeout) {
        this.producer = clients.producer(
                "intake-inputs",
                java.util.Map.of("linger.ms", 0, "delivery.timeout.ms", 30_000, "max.block.ms", 5_000));
        this.answers = answers;
        this.timeout = timeout;
    }

    /** The record key of an account. */
    public static String key(Address20 account) {
        return "0x" + HexFormat.of().formatHex(account.bytes());
    }

    /**
     * Publishes and waits.
     *
     * @throws ProblemException OVERLOADED when nothing was published; OUTCOME_UNKNOWN when it may have been: the same
     *     request again is safe, since the ledger recognises it
     */
    public Answer publish(
            TopicSpec topic, Address20 account, InputId16 id, SpecificRecord input, @Nullable String traceparent) {
        CompletableFuture<Answer> answer = answers.expect(id);
        try {
            var _ = producer.send(
                    new ProducerRecord<>(
                            topic.name(),
                            null,
                            key(account),
                            input,
                            EventHeaders.of(id, input, SOURCE, Instant.now(), traceparent)),
                    (metadata, e) -> {
                        if (e != null) {
                            answer.completeExceptionally(e);
                        }
                    });
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("the service is stopping");
        } catch (ExecutionException e) {
            throw unknown(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            throw unknown("no answer within " + timeout);
        } finally {
            answers.forget(id);
        }
    }

    private static ProblemException unknown(String why) {
        return new ProblemException(Problem.of(
                504,
                "OUTCOME_UNKNOWN",
                "The outcome is not known yet",
                "send the same request again, it is safe: the ledger recognises it (" + why + ")"));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
