package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.events.DisputeOpened;
import io.fluxledger.events.JournalLine;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Texts that strangers wrote and nobody could check: they stop nothing. */
class ForeignTextTest {
    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final ToldStory story = ToldStory.shared();

    /** The last record of a journal partition, whose place the next records follow. */
    private ConsumerRecord<String, byte[]> last() {
        return story.records.stream()
                .filter(record -> record.topic().equals(TopicCatalog.LEDGER_JOURNAL.name()))
                .reduce((a, b) -> a.partition() == b.partition() ? b : a)
                .orElseThrow();
    }

    private static ConsumerRecord<String, byte[]> behind(ConsumerRecord<String, byte[]> last, int by, byte[] value) {
        return new ConsumerRecord<>(last.topic(), last.partition(), last.offset() + by, last.key(), value);
    }

    @Test
    void noTraceparentStopsTheProjection() throws Exception {
        List<byte @Nullable []> headers = new ArrayList<>();
        headers.add(TRACEPARENT.getBytes(StandardCharsets.UTF_8));
        headers.add(TRACEPARENT.replace('4', '\0').getBytes(StandardCharsets.UTF_8));
        headers.add("\0".getBytes(StandardCharsets.UTF_8));
        headers.add(TRACEPARENT.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        headers.add((TRACEPARENT + "-more").getBytes(StandardCharsets.UTF_8));
        headers.add(new byte[] {(byte) 0xff, (byte) 0xfe});
        headers.add(new byte[0]);
        headers.add(null);
        ConsumerRecord<String, byte[]> last = last();
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        for (byte @Nullable [] header : headers) {
            ConsumerRecord<String, byte[]> record = behind(last, records.size() + 1, last.value());
            record.headers().add(EventHeaders.TRACEPARENT, header);
            records.add(record);
        }
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            Projection projection = story.projection(database);
            assertThat(projection.apply(records)).isEqualTo(headers.size());
            List<String> stored =
                    texts(database, "SELECT COALESCE(traceparent, 'none') FROM journal_lines ORDER BY record_offset");
            assertThat(stored).hasSize(headers.size()).startsWith(TRACEPARENT);
            assertThat(stored.subList(1, stored.size())).containsOnly("none");
        }
    }

    @Test
    void aTextWithNulIsStoredWithoutIt() throws Exception {
        JournalLine disputed = story.records.stream()
                .filter(record -> record.topic().equals(TopicCatalog.LEDGER_JOURNAL.name()))
                .map(record -> (JournalLine) story.kafka.serde().deserialize(record.value()))
                .filter(line ->
                        !line.getEntries().isEmpty() && line.getEntries().getFirst() instanceof DisputeOpened)
                .findFirst()
                .orElseThrow();
        DisputeOpened dispute = DisputeOpened.newBuilder(
                        (DisputeOpened) disputed.getEntries().getFirst())
                .setReason("slow\0and \\u0000 late")
                .build();
        byte[] value = story.kafka
                .serde()
                .serialize(
                        TopicCatalog.LEDGER_JOURNAL,
                        JournalLine.newBuilder(disputed)
                                .setEntries(List.of(dispute))
                                .build());
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            Projection projection = story.projection(database);
            assertThat(projection.apply(List.of(behind(last(), 1, value)))).isEqualTo(1);
            assertThat(texts(database, "SELECT reason FROM disputes")).containsExactly("slow\uFFFDand \\u0000 late");
            assertThat(texts(database, "SELECT entries -> 0 ->> 'reason' FROM journal_lines"))
                    .containsExactly("slow\uFFFDand \\u0000 late");
        }
    }

    private static List<String> texts(Database database, String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
