package io.fluxledger.audit.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.audit.ToldStory;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.project.Projection;
import io.fluxledger.audit.project.Rebuild;
import io.fluxledger.testkit.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What was decrypted goes from generation to generation, also while the reader goes on and records are written. */
class MoveRowsTest {
    private static final long CHAIN = 43_114;

    /** Beside the test; the common pool may have a single thread. */
    private static <T> CompletableFuture<T> started(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    private static EncryptedMove move(long block) {
        return new EncryptedMove(
                "0x" + block, 0, block, EncryptedMove.Kind.DEPOSIT, "0xa", null, 1_000_000L + block, null);
    }

    private static List<Long> blocks(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT block_number FROM encrypted_moves ORDER BY 1")
                        .mapTo(Long.class)
                        .list());
    }

    @Test
    void whatIsNotNextIsNotKept() throws Exception {
        try (Database database = Database.migrated(ToldStory.configuration(TestPostgres.fresh()))) {
            MoveRows rows = new MoveRows(database.jdbi());
            assertThat(rows.nextBlock(CHAIN)).isZero();
            assertThat(rows.keep(CHAIN, 0, 5, List.of(move(5)), 6)).isFalse();
            assertThat(rows.keep(CHAIN, 0, 0, List.of(move(2)), 3)).isTrue();
            assertThat(rows.keep(CHAIN, 0, 0, List.of(move(1)), 3)).isFalse();
            assertThat(rows.keep(CHAIN, 0, 3, List.of(), 4)).isTrue();
            assertThat(rows.keep(CHAIN, 9, 4, List.of(), 5)).isFalse();
            assertThat(rows.keep(CHAIN, 9, 9, List.of(), 10)).isTrue();
            assertThat(rows.nextBlock(CHAIN)).isEqualTo(10);
            assertThat(blocks(database)).containsExactly(2L);
        }
    }

    @Test
    void aNewGenerationHasAllThatWasDecryptedAndAllThatWasWrittenMeanwhile() throws Exception {
        ToldStory story = ToldStory.shared();
        TestPostgres postgres = TestPostgres.fresh();
        try (Database whole = Database.migrated(ToldStory.configuration(TestPostgres.fresh()));
                Database live = Database.migrated(ToldStory.configuration(postgres))) {
            story.projection(whole).apply(story.records);
            MoveRows rows = new MoveRows(live.jdbi());
            assertThat(rows.keep(
                            CHAIN,
                            0,
                            0,
                            LongStream.range(0, 500)
                                    .mapToObj(MoveRowsTest::move)
                                    .toList(),
                            500))
                    .isTrue();
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<Long> reader = started(() -> {
                long gaps = 0;
                while (!done.get()) {
                    long next = rows.nextBlock(CHAIN);
                    gaps += rows.keep(CHAIN, 0, next, List.of(move(next)), next + 1) ? 0 : 1;
                }
                return gaps;
            });
            Projection projection = story.projection(live);
            int half = story.records.size() / 2;
            projection.apply(story.records.subList(0, half));
            CompletableFuture<Integer> writer = started(() -> {
                int written = 0;
                for (ConsumerRecord<String, byte[]> each : story.records.subList(half, story.records.size())) {
                    written += applied(projection, each);
                }
                return written;
            });
            try {
                Rebuild rebuild = new Rebuild(ToldStory.configuration(postgres), story.kafka, 1, 500, 100);
                for (int i = 0; i < 2; i++) {
                    assertThat(rebuild.run((applied, all) -> {}).records()).isPositive();
                }
            } finally {
                done.set(true);
            }
            assertThat(writer.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(reader.get(60, TimeUnit.SECONDS)).isNotNegative();
            assertThat(blocks(live))
                    .hasSizeGreaterThan(500)
                    .isEqualTo(
                            LongStream.range(0, rows.nextBlock(CHAIN)).boxed().toList());
            assertThat(withoutDecrypted(live)).isEqualTo(withoutDecrypted(whole));
        }
    }

    private static int applied(Projection projection, ConsumerRecord<String, byte[]> record) {
        try {
            return projection.apply(List.of(record));
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, List<String>> withoutDecrypted(Database database) {
        Map<String, List<String>> contents = ToldStory.contents(database);
        new ArrayList<>(contents.keySet())
                .stream().filter(table -> table.startsWith("encrypted")).forEach(contents::remove);
        return contents;
    }
}
