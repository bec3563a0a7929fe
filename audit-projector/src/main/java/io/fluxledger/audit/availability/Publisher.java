package io.fluxledger.audit.availability;

import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditPublication;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.PublicationState;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes batches, one after the other: PREPARED when the bytes are made, SUBMITTED when the layer has taken them, INCLUDED
 * when it names the block, and never before. Each state goes to the log; whoever begins anew goes on from there. Bytes
 * that were taken just before a crash are handed in again, and so are those that have been in no block for too long. A batch that
 * is not included keeps no other from being published.
 */
public final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final String NAME = "audit-publisher";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final TopicPartition PARTITION = new TopicPartition(TopicCatalog.AUDIT_BATCHES.name(), 0);
    private static final long STOP_S = 25;
    private static final int MOST_AT_A_TIME = 64;
    /** With so many in a row it is the layer that does not answer, and the others need not be tried. */
    private static final int MOST_FAILURES = 3;

    private static final Duration INCLUDED_WITHIN = Duration.ofHours(1);

    private final DataLayer layer;
    private final Producer<String, SpecificRecord> producer;
    private final Consumer<String, SpecificRecord> consumer;
    private final Duration includedWithin;
    private final TreeMap<Long, Open> open = new TreeMap<>();
    private long lastTried = Long.MIN_VALUE;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name(NAME).unstarted(work));

    /** A batch that is not included yet, and how far it is; no publication before the first. */
    private record Open(AuditBatch batch, @Nullable AuditPublication publication) {}

    public Publisher(KafkaClients kafka, DataLayer layer) {
        this(kafka, layer, INCLUDED_WITHIN);
    }

    /** @param includedWithin after which bytes that are in no block are handed in again */
    Publisher(KafkaClients kafka, DataLayer layer, Duration includedWithin) {
        this.layer = layer;
        this.includedWithin = includedWithin;
        producer = kafka.producer(NAME);
        consumer = kafka.consumer(NAME, true, Map.of());
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
    }

    /** Begins to publish. */
    public Publisher start(Duration interval) {
        var _ = timer.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void round() {
        try {
            read();
            int failures = 0;
            for (Open each : next()) {
                lastTried = each.batch().getBatchId();
                if (advanced(each)) {
                    failures = 0;
                } else if (++failures == MOST_FAILURES) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            // A task that throws is not run again.
            LOG.warn("batches are not published: {}", e.getMessage());
        }
    }

    /** Some of those that are open, from behind the one that was tried last, round and round. */
    private List<Open> next() {
        List<Open> all = new ArrayList<>(open.tailMap(lastTried, false).values());
        all.addAll(open.headMap(lastTried, true).values());
        return all.subList(0, Math.min(MOST_AT_A_TIME, all.size()));
    }

    private boolean advanced(Open each) {
        try {
            advance(each);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("batch {} is not published: {}", each.batch().getBatchId(), e.getMessage());
            return false;
        }
    }

    private void read() {
        long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
        while (consumer.position(PARTITION) < end) {
            for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
                switch (record.value()) {
                    case AuditBatch batch -> open.put(batch.getBatchId(), new Open(batch, null));
                    case AuditPublication publication -> note(publication);
                    default -> LOG.warn("unexpected record at {}", record.offset());
                }
            }
        }
    }

    private void note(AuditPublication publication) {
        if (publication.getLayer().equals(layer.name())) {
            open.computeIfPresent(
                    publication.getBatchId(),
                    (id, known) -> publication.getState() == PublicationState.INCLUDED
                            ? null
                            : new Open(known.batch(), publication));
        }
    }

    private void advance(Open each) throws IOException {
        byte[] bytes = Announcement.of(each.batch());
        AuditPublication.Builder next = AuditPublication.newBuilder()
                .setBatchId(each.batch().getBatchId())
                .setLayer(layer.name())
                .setDataHash(new Hash32(sha256(bytes)))
                .setChangedAtMs(System.currentTimeMillis());
        AuditPublication known = each.publication();
        if (known == null) {
            write(next.setState(PublicationState.PREPARED).build());
            known = next.build();
        }
        String submissionId = known.getSubmissionId();
        if (submissionId == null) {
            submissionId = submit(next, bytes);
        }
        Optional<DataLayer.Inclusion> included;
        try {
            included = layer.inclusion(submissionId);
        } catch (IOException e) {
            // The layer may have forgotten it.
            if (isOverdue(known)) {
                submit(next, bytes);
            }
            throw e;
        }
        if (included.isPresent()) {
            write(next.setState(PublicationState.INCLUDED)
                    .setSubmissionId(submissionId)
                    .setBlockHash(included.get().blockHash())
                    .setExtrinsicIndex(included.get().extrinsicIndex())
                    .setTransactionHash(included.get().transactionHash())
                    .build());
        } else if (isOverdue(known)) {
            submit(next, bytes);
        }
    }

    private String submit(AuditPublication.Builder next, byte[] bytes) throws IOException {
        String submissionId = layer.submit(bytes);
        write(next.setState(PublicationState.SUBMITTED)
                .setSubmissionId(submissionId)
                .build());
        return submissionId;
    }

    private boolean isOverdue(AuditPublication known) {
        return known.getState() == PublicationState.SUBMITTED
                && System.currentTimeMillis() - known.getChangedAtMs() > includedWithin.toMillis();
    }

    private void write(AuditPublication publication) throws IOException {
        String key = Long.toString(publication.getBatchId());
        String id = "publication:" + layer.name() + ":" + key + ":" + publication.getState() + ":"
                + publication.getSubmissionId();
        try {
            producer.send(new ProducerRecord<>(
                            PARTITION.topic(),
                            null,
                            key,
                            publication,
                            EventHeaders.of(
                                    EventHeaders.inputId(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))),
                                    publication,
                                    "/fluxledger/audit-projector",
                                    Instant.now(),
                                    null)))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("the log does not take a publication", e);
        }
        note(publication);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(STOP_S, TimeUnit.SECONDS)) {
                LOG.warn("the publisher did not stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ZERO);
        consumer.close();
    }
}
