package io.fluxledger.audit.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.ToldStory;
import io.fluxledger.audit.config.Database;
import io.fluxledger.testkit.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a generation is filled: without the indexes that only questions need, and at the pace that is left to it. */
class DeferredIndexesTest {
    private static final ToldStory STORY = ToldStory.shared();
    /** Tables with partitions whose rows were counted for those who plan questions; the server does not do it by itself. */
    private static final String COUNTED =
            "SELECT count(DISTINCT tablename) FROM pg_stats WHERE schemaname = 'projection_next'"
                    + " AND tablename IN ('journal_lines', 'postings', 'charges')";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void whatIsLeftOutWhileFillingIsThereAfterwardsAndKeysAlways() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        try (Database usual = Database.migrated(ToldStory.configuration(postgres));
                Database beside = Database.beside(ToldStory.configuration(postgres))) {
            DeferredIndexes deferred = DeferredIndexes.drop(beside.source());
            STORY.projection(usual).apply(STORY.records);
            STORY.projection(beside).apply(STORY.records);
            List<String> expected = ToldStory.indexes(usual);
            List<String> filling = of(beside);
            assertThat(expected).containsAll(filling);
            assertThat(expected.stream().filter(each -> !filling.contains(each)).toList())
                    .as("not unique, and on what grows with every call")
                    .hasSizeGreaterThan(20)
                    .allMatch(each -> each.matches(
                            "CREATE INDEX .*ON (ONLY )?projection\\.(journal_lines|postings|intents|charges)[ _].*"));
            assertThat(filling.stream().filter(each -> each.matches("CREATE INDEX .*\\.(journal_lines|intents)[ _].*")))
                    .isEmpty();
            assertThat(said(beside, "SHOW synchronous_commit")).isEqualTo("off");
            assertThat(said(usual, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(said(beside, COUNTED)).isEqualTo("0");
            deferred.make(beside.source());
            assertThat(said(beside, COUNTED)).isEqualTo("3");
            assertThat(of(beside)).isEqualTo(expected);
            assertThat(ToldStory.contents(beside)).isEqualTo(ToldStory.contents(usual));
        }
    }

    private static String said(Database database, String question) {
        return database.jdbi()
                .withHandle(handle ->
                        handle.createQuery(question).mapTo(String.class).one());
    }

    private static List<String> of(Database beside) {
        return ToldStory.indexes(beside).stream()
                .map(each -> each.replace(Database.NEXT + ".", Database.LIVE + "."))
                .sorted()
                .toList();
    }

    @Test
    void aProjectorRestsAsItsPaceSaysAndIsStoppedMeanwhile() throws Exception {
        TestPostgres postgres = TestPostgres.fresh();
        AtomicInteger rests = new AtomicInteger();
        try (Database database = Database.migrated(ToldStory.configuration(postgres))) {
            Projector projector = new Projector(
                            STORY.projection(database),
                            STORY.kafka,
                            1,
                            10,
                            new SimpleMeterRegistry(),
                            failure -> {},
                            worked -> {
                                assertThat(worked).isPositive();
                                rests.incrementAndGet();
                                return Duration.ofHours(1);
                            })
                    .start();
            try (projector) {
                await().atMost(PATIENCE).until(() -> rests.get() == 1);
                long projected = projector.projected();
                assertThat(projected).isBetween(1L, 10L);
                await().during(Duration.ofMillis(700)).atMost(PATIENCE).until(() -> projector.projected() == projected);
            }
            assertThat(rests).hasValue(1);
            assertThat(projector.isFollowing()).isFalse();
        }
    }
}
