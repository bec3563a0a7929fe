package io.fluxledger.intake.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.InputId16;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes an input and waits for its journal line. A plain idempotent producer: see DESIGN §5 on transactions here. */
public final class InputPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InputPublisher.class);
    private static final String SOURCE = "/fluxledger/intake";
    private static final String AGAIN = "send the same request again, it is safe: the ledger recognises it";

    /**
     * What comes within that time goes in one request. Each request is paid for four times (here, by the broker, by the
     * stream and by the reader of its journal), and with many callers that is what the processors are busy with.
     */
    private static final int LINGER_MS = 1;

    private static final int REQUEST_TIMEOUT_MS = 30_000;

    private final Producer<String, SpecificRecord> producer;
    private final JournalAnswers answers;
    private final Duration timeout;

    public InputPublisher(KafkaClients clients, JournalAnswers answers, Duration timeout) {
        this.producer = clients.producer(
                "intake-inputs",
                Map.of(
                        "linger.ms",
                        LINGER_MS,
                        // What comes while a request is under way goes together with the next: fewer requests when
                        // there is much to do.
                        "max.in.flight.requests.per.connection",
                        1,
                        "request.timeout.ms",
                        REQUEST_TIMEOUT_MS,
                        "delivery.timeout.ms",
                        REQUEST_TIMEOUT_MS + LINGER_MS,
                        "max.block.ms",
                        5_000));
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
     * @throws ProblemException OVERLOADED or LOG_UNAVAILABLE when nothing was published; LOG_REFUSED when the log does not let this service
     *     write; OUTCOME_UNKNOWN when it may have been published: the same request again is safe, since the ledger recognises it
     */
    public Answer publish(
            TopicSpec topic, Address20 account, InputId16 id, SpecificRecord input, @Nullable String traceparent) {
        CompletableFuture<Answer> answer = answers.expect(id);
        try {
            send(topic, account, id, input, traceparent, answer);
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PublishFailures.unknown("the service is stopping", AGAIN);
        } catch (ExecutionException e) {
            throw PublishFailures.of(Objects.requireNonNullElse(e.getCause(), e), AGAIN);
        } catch (TimeoutException e) {
            throw late();
        } finally {
            answers.forget(id);
        }
    }

    /**
     * Publishes without waiting. What is submitted for one account, one after the other, is applied in that order.
     *
     * @return the answer, or the {@link ProblemException} that {@link #publish} would throw
     */
    public CompletableFuture<Answer> submit(
            TopicSpec topic, Address20 account, InputId16 id, SpecificRecord input, @Nullable String traceparent) {
        CompletableFuture<Answer> answer;
        try {
            answer = answers.expect(id);
        } catch (ProblemException e) {
            return CompletableFuture.failedFuture(e);
        }
        try {
            send(topic, account, id, input, traceparent, answer);
        } catch (ProblemException e) {
            answers.forget(id);
            return CompletableFuture.failedFuture(e);
        }
        return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((line, failure) -> answers.forget(id))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failed(failure)));
    }

    private ProblemException failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException ? late() : PublishFailures.of(cause, AGAIN);
    }

    private ProblemException late() {
        return PublishFailures.unknown("no answer within " + timeout, AGAIN);
    }

    private void send(
            TopicSpec topic,
            Address20 account,
            InputId16 id,
            SpecificRecord input,
            @Nullable String traceparent,
            CompletableFuture<Answer> answer) {
        ProducerRecord<String, SpecificRecord> event = new ProducerRecord<>(
                topic.name(),
                null,
                key(account),
                input,
                EventHeaders.of(id, input, SOURCE, Instant.now(), traceparent));
        try {
            var _ = producer.send(event, (metadata, e) -> {
                if (e != null) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (KafkaException | SchemaRegistryClient.RegistryUnavailableException e) {
            LOG.warn("cannot publish to {}", topic.name(), e);
            throw new ProblemException(Problem.of(
                    503, "LOG_UNAVAILABLE", "The log takes no input", "nothing was done; try again in a second"));
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
