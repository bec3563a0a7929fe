package io.fluxledger.intake.publish;

import io.fluxledger.events.Address20;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.JournalLine;
import io.fluxledger.intake.accept.OperatorAcceptance;
import io.fluxledger.intake.accept.OperatorOrder;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Writes an operator's order to every partition that it is for, each once, and collects the answers. The ids of the
 * inputs follow from the order's id, topic and partition; before anything is written they are looked for on the log from
 * the time that the order's id says. So a repeat writes only what a crash left out, and answers with the same lines.
 * One order at a time: two requests with the same id cannot both find nothing.
 */
public final class OperatorPublisher implements AutoCloseable {
    private static final String SOURCE = "/fluxledger/operator";
    private static final String AGAIN =
            "send the same request with the same id again: what is written already is not written twice";
    private static final int ID_BYTES = 16;

    /** An input and its place. */
    private record Part(TopicSpec inputs, TopicSpec journal, int partition, InputId16 id) {
        TopicPartition written() {
            return new TopicPartition(inputs.name(), partition);
        }

        TopicPartition answered() {
            return new TopicPartition(journal.name(), partition);
        }
    }

    /**
     * What became of one input of an order.
     *
     * @param answer null as long as its fold has not answered
     */
    public record Result(
            String topic,
            int partition,
            InputId16 inputId,
            @Nullable Answer answer) {}

    private final Producer<String, SpecificRecord> producer;
    private final JournalAnswers answers;
    private final LogSearch search;
    private final Duration timeout;
    private final ReentrantLock turn = new ReentrantLock(true);

    /** @param timeout how long one order waits for its answers */
    public OperatorPublisher(KafkaClients clients, JournalAnswers answers, Duration timeout) {
        this.producer = clients.producer(
                "intake-operator", Map.of("linger.ms", 0, "delivery.timeout.ms", 30_000, "max.block.ms", 5_000));
        this.answers = answers;
        this.search = new LogSearch(clients, timeout);
        this.timeout = timeout;
    }

    /**
     * Writes what is not there yet and waits for the answers.
     *
     * @return one for every partition, in the order of topic and partition
     * @throws ProblemException when the same id was used with another content, when nothing could be written, or when
     *     another order is under way for too long
     */
    public List<Result> publish(OperatorOrder<? extends SpecificRecord> order, @Nullable String traceparent) {
        try {
            if (!turn.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ProblemException(Problem.of(
                        503, "OVERLOADED", "Another order is under way", "nothing was done; try again in a second"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PublishFailures.unknown("the service is stopping", AGAIN);
        }
        try {
            return published(order, traceparent);
        } catch (KafkaException e) {
            throw PublishFailures.of(e, AGAIN);
        } finally {
            turn.unlock();
        }
    }

    private List<Result> published(OperatorOrder<? extends SpecificRecord> order, @Nullable String traceparent) {
        List<Part> parts = parts(order);
        Map<Part, CompletableFuture<Answer>> waiting = new LinkedHashMap<>();
        try {
            for (Part part : parts) {
                waiting.put(part, answers.expect(part.id()));
            }
            Instant from = OperatorAcceptance.madeAt(order.requestId()).minus(OperatorAcceptance.CLOCK_SKEW);
            List<Part> missing = missing(order, parts, from);
            List<Part> present =
                    parts.stream().filter(part -> !missing.contains(part)).toList();
            completeFromJournal(present, waiting, from);
            write(order, missing, waiting, traceparent);
            return results(waiting);
        } finally {
            parts.forEach(part -> answers.forget(part.id()));
        }
    }

    private static List<Part> parts(OperatorOrder<?> order) {
        List<Part> parts = new ArrayList<>();
        if (order.reach() != OperatorOrder.Reach.PROVIDERS) {
            addParts(parts, order, TopicCatalog.LEDGER_INPUTS, TopicCatalog.LEDGER_JOURNAL);
        }
        if (order.reach() != OperatorOrder.Reach.PAYERS) {
            addParts(parts, order, TopicCatalog.PROVIDER_INPUTS, TopicCatalog.PROVIDER_JOURNAL);
        }
        return parts;
    }

    private static void addParts(List<Part> parts, OperatorOrder<?> order, TopicSpec inputs, TopicSpec journal) {
        Address20 account = order.account();
        for (int partition = 0; partition < inputs.partitions(); partition++) {
            if (account == null || partition == partitionOf(account, inputs.partitions())) {
                parts.add(new Part(inputs, journal, partition, inputId(order, inputs, partition)));
            }
        }
    }

    /** As Kafka's own partitioner, and as the folds check it. */
    private static int partitionOf(Address20 account, int partitions) {
        byte[] key = InputPublisher.key(account).getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    private static InputId16 inputId(OperatorOrder<?> order, TopicSpec inputs, int partition) {
        String name = "operator:" + order.requestId() + ":" + inputs.name() + ":" + partition;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new InputId16(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private List<Part> missing(OperatorOrder<? extends SpecificRecord> order, List<Part> parts, Instant from) {
        Map<TopicPartition, InputId16> wanted = new HashMap<>();
        parts.forEach(part -> wanted.put(part.written(), part.id()));
        Map<TopicPartition, SpecificRecord> there = search.find(wanted, from);
        List<Part> missing = new ArrayList<>();
        for (Part part : parts) {
            SpecificRecord before = there.get(part.written());
            if (before == null) {
                missing.add(part);
            } else if (!before.equals(order.input().apply(part.id()))) {
                throw new ProblemException(Problem.of(
                                409,
                                "ORDER_WITH_DIFFERENT_CONTENT",
                                "The id was used for another order",
                                "nothing was done; make a new id")
                        .withField("id"));
            }
        }
        return missing;
    }

    private void completeFromJournal(List<Part> present, Map<Part, CompletableFuture<Answer>> waiting, Instant from) {
        if (present.isEmpty()) {
            return;
        }
        Map<TopicPartition, InputId16> wanted = new HashMap<>();
        present.forEach(part -> wanted.put(part.answered(), part.id()));
        Map<TopicPartition, SpecificRecord> lines = search.find(wanted, from);
        for (Part part : present) {
            CompletableFuture<Answer> future = waiting.get(part);
            if (future != null && lines.get(part.answered()) instanceof JournalLine line) {
                future.complete(new Answer(part.journal().name(), line));
            }
        }
    }

    private void write(
            OperatorOrder<? extends SpecificRecord> order,
            List<Part> missing,
            Map<Part, CompletableFuture<Answer>> waiting,
            @Nullable String traceparent) {
        Address20 account = order.account();
        String key = account == null ? TopicCatalog.BROADCAST_KEY : InputPublisher.key(account);
        for (Part part : missing) {
            SpecificRecord input = order.input().apply(part.id());
            var _ = producer.send(
                    new ProducerRecord<>(
                            part.inputs().name(),
                            part.partition(),
                            null,
                            key,
                            input,
                            EventHeaders.of(part.id(), input, SOURCE, Instant.now(), traceparent)),
                    (metadata, e) -> {
                        CompletableFuture<Answer> future = waiting.get(part);
                        if (e != null && future != null) {
                            future.completeExceptionally(e);
                        }
                    });
        }
        producer.flush();
    }

    private List<Result> results(Map<Part, CompletableFuture<Answer>> waiting) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        List<Result> results = new ArrayList<>();
        for (Map.Entry<Part, CompletableFuture<Answer>> one : waiting.entrySet()) {
            Part part = one.getKey();
            Answer answer = await(one.getValue(), Math.max(0, deadlineNs - System.nanoTime()));
            results.add(new Result(part.journal().name(), part.partition(), part.id(), answer));
        }
        results.sort(Comparator.comparing(Result::topic).thenComparingInt(Result::partition));
        return results;
    }

    private static @Nullable Answer await(CompletableFuture<Answer> future, long nanos) {
        try {
            return future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw PublishFailures.of(Objects.requireNonNullElse(e.getCause(), e), AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PublishFailures.unknown("the service is stopping", AGAIN);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
