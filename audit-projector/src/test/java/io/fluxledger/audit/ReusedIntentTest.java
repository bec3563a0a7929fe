package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.JournalLine;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The fold forgets a call after a while, and a payer may then use its id again: the new call has nothing of the old one. */
class ReusedIntentTest {
    private static final String STATE = "SELECT concat_ws(' ', status, used_nanos, captured_nanos, refunded_nanos,"
            + " closed_reason, opened_offset) FROM intents WHERE payer = '" + Story.ALICE
            + "' AND intent_id = 'call-1'";

    private final ToldStory story = ToldStory.shared();

    private List<ConsumerRecord<String, byte[]>> ofAlicesPartition() {
        int partition = opening(story.records).partition();
        return story.records.stream()
                .filter(record ->
                        record.topic().equals(TopicCatalog.LEDGER_JOURNAL.name()) && record.partition() == partition)
                .toList();
    }

    private ConsumerRecord<String, byte[]> opening(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .filter(record -> record.topic().equals(TopicCatalog.LEDGER_JOURNAL.name())
                        && Story.ALICE.toString().equals(record.key()))
                .filter(record -> ((JournalLine) story.kafka.serde().deserialize(record.value()))
                        .getEntries().stream()
                                .anyMatch(entry -> entry instanceof IntentOpened opened
                                        && opened.getIntentId().equals("call-1")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNewCallIsLockedAndNothingElse() throws Exception {
        List<ConsumerRecord<String, byte[]>> told = ofAlicesPartition();
        ConsumerRecord<String, byte[]> opening = opening(told);
        long next = told.getLast().offset() + 1;
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>(told);
        records.add(new ConsumerRecord<>(opening.topic(), opening.partition(), next, opening.key(), opening.value()));
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            story.projection(database).apply(told);
            assertThat(state(database)).startsWith("SETTLED 7000000 7000000 3000000 ");
        }
        for (int most : List.of(1, 4, records.size())) {
            try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
                Projection projection = story.projection(database);
                for (int i = 0; i < records.size(); i += most) {
                    projection.apply(records.subList(i, Math.min(i + most, records.size())));
                }
                assertThat(state(database)).as("%d at a time", most).isEqualTo("LOCKED 0 0 " + next);
            }
        }
    }

    private static String state(Database database) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(STATE).mapTo(String.class).one());
    }
}
