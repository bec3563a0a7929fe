package io.fluxledger.bench.verify;

import io.fluxledger.audit.verify.ProjectedBalances;
import io.fluxledger.audit.verify.ProjectedBalances.Account;
import io.fluxledger.bench.stream.ChildProgram;
import io.fluxledger.bench.stream.FoldedInputs;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import io.fluxledger.runtime.KafkaClients;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A log that is folded to its end, with the balances that a projection of its journals would have: added up from the
 * postings here, before anything is timed, so that comparing them is measured too.
 *
 * @param projection stands in for PostgreSQL
 */
record FoldedLog(ProjectedBalances projection) {
    /** Waits until both folds' inputs are folded, then reads the journals. */
    static FoldedLog await(KafkaClients clients, String group, ChildProgram streams)
            throws InterruptedException, ExecutionException {
        FoldedInputs.await(clients, group, streams);
        Map<Account, Long> nanos = new HashMap<>();
        Map<TopicPartition, Long> applied = new HashMap<>();
        for (TopicSpec journal : List.of(TopicCatalog.LEDGER_JOURNAL, TopicCatalog.PROVIDER_JOURNAL)) {
            read(clients, journal, nanos, applied);
        }
        nanos.values().removeIf(sum -> sum == 0);
        ProjectedBalances.Snapshot snapshot = new ProjectedBalances.Snapshot(nanos, applied);
        return new FoldedLog(() -> snapshot);
    }

    private static void read(
            KafkaClients clients, TopicSpec journal, Map<Account, Long> nanos, Map<TopicPartition, Long> applied) {
        try (Consumer<byte[], byte[]> consumer =
                clients.byteConsumer("bench-journal", true, Map.of("max.poll.records", 10_000))) {
            List<TopicPartition> partitions = FoldedInputs.partitions(journal);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    if (clients.serde().deserialize(record.value()) instanceof JournalLine line) {
                        line.getPostings()
                                .forEach(posting ->
                                        nanos.merge(account(posting), posting.getAmountNanos(), Math::addExact));
                    }
                    applied.put(new TopicPartition(record.topic(), record.partition()), record.offset());
                }
            }
        }
    }

    private static Account account(Posting posting) {
        return new Account(
                posting.getAccount().name(),
                posting.getOwner() == null
                        ? null
                        : "0x" + HexFormat.of().formatHex(posting.getOwner().bytes()),
                posting.getChainId());
    }
}
