package io.fluxledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.chain.ChainCalls;
import io.fluxledger.audit.config.Database;
import io.fluxledger.audit.prove.LeafSalts;
import io.fluxledger.audit.prove.OwedSums;
import io.fluxledger.audit.verify.RootCheck;
import io.fluxledger.codec.AvroTypes;
import io.fluxledger.events.AccountType;
import io.fluxledger.events.AuditBatch;
import io.fluxledger.events.AuditLiabilities;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.Posting;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.testkit.TestChains;
import io.fluxledger.testkit.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What verify says of batches: nothing of those as they are, and the first thing that is wrong of all others. */
class RootsTest {
    private static final ToldStory STORY = ToldStory.shared();
    private static final LeafSalts SALTS = LeafSalts.of(ToldStory.SECRETS);
    private static final List<AuditBatch> BATCHES = new ArrayList<>();

    @BeforeAll
    static void seal() {
        TestPostgres postgres = TestPostgres.fresh();
        try (AuditMain service = ToldStory.start(postgres, Map.of("seal.interval", "PT0.1S", "seal.maxLines", "20"));
                Database database = Database.connect(ToldStory.configuration(postgres))) {
            assertThat(service.port()).isPositive();
            STORY.awaitEnd(database);
            await().atMost(ToldStory.PATIENCE)
                    .until(() -> database.jdbi()
                            .withHandle(handle -> handle.createQuery("SELECT count(*) > 0 FROM merkle_liabilities")
                                    .mapTo(Boolean.class)
                                    .one()));
        }
        TopicPartition topic = new TopicPartition(TopicCatalog.AUDIT_BATCHES.name(), 0);
        try (Consumer<String, SpecificRecord> consumer = STORY.kafka.consumer("roots", true, Map.of())) {
            consumer.assign(List.of(topic));
            consumer.seekToBeginning(List.of(topic));
            long end = consumer.endOffsets(List.of(topic)).getOrDefault(topic, 0L);
            while (consumer.position(topic) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (record.value() instanceof AuditBatch batch) {
                        BATCHES.add(batch);
                    }
                });
            }
        }
    }

    private static RootCheck.Report check(Optional<ChainCalls> chain, UnaryOperator<AuditBatch> change) {
        Iterator<AuditBatch> all = BATCHES.stream().map(change).iterator();
        return new RootCheck(STORY.kafka, chain, SALTS)
                .run(() -> all.hasNext() ? all.next() : null, lastThatOwes().getBatchId());
    }

    private static AuditBatch lastThatOwes() {
        return BATCHES.stream()
                .filter(batch -> !batch.getLiabilities().isEmpty())
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    /** The one batch changed, of which the last says what is owed. */
    private static List<String> changed(UnaryOperator<AuditLiabilities> change) {
        return check(
                        Optional.empty(),
                        batch -> batch.getBatchId() == lastThatOwes().getBatchId()
                                ? AuditBatch.newBuilder(batch)
                                        .setLiabilities(batch.getLiabilities().stream()
                                                .map(change)
                                                .toList())
                                        .build()
                                : batch)
                .differences();
    }

    @Test
    void asTheyAreNothingIsWrong() {
        RootCheck.Report report = new RootCheck(STORY.kafka, Optional.empty(), SALTS).run();
        assertThat(report.differences()).isEmpty();
        assertThat(report.batches()).isGreaterThanOrEqualTo(BATCHES.size()).isGreaterThan(2);
        assertThat(report.anchored()).isZero();
    }

    @Test
    void aBatchOfOtherLinesIsNamed() {
        AuditBatch second = BATCHES.get(1);
        Hash32 other = new Hash32(new byte[32]);
        assertThat(check(
                                Optional.empty(),
                                batch -> batch.getBatchId() == second.getBatchId()
                                        ? AuditBatch.newBuilder(batch)
                                                .setRoot(other)
                                                .build()
                                        : batch)
                        .differences())
                .anySatisfy(each -> assertThat(each)
                        .startsWith("the lines of batch " + second.getBatchId() + " on the topics give the root"))
                .anySatisfy(each -> assertThat(each).endsWith("does not follow batch " + second.getBatchId()));
    }

    /** Each batch waits for the anchor of the one before: where another follows, there is a root on chain. */
    @Test
    void aRootThatIsNotOnChainIsADifference() {
        ChainsFile chains = ChainsFile.read(TestChains.shared().chainsFile());
        long home = chains.homeChainId();
        RootCheck.Report report = check(
                chains.chain(home).map(ChainCalls::new),
                batch -> AuditBatch.newBuilder(batch).setChainId(home).build());
        assertThat(report.batches()).isEqualTo(BATCHES.size());
        assertThat(report.anchored()).isZero();
        assertThat(report.differences())
                .hasSize(BATCHES.size() - 1)
                .allMatch(each -> each.startsWith("chain " + home + " has no root of batch "));
    }

    @Test
    void whatABatchSaysIsOwedAndHeldIsMadeAgain() {
        long id = lastThatOwes().getBatchId();
        assertThat(changed(said -> AuditLiabilities.newBuilder(said)
                        .setSumNanos(said.getSumNanos() - 1)
                        .build()))
                .anyMatch(each ->
                        each.matches("batch " + id + ": on chain .* nano-USDC are said to be owed, the lines.*"));
        assertThat(changed(said -> AuditLiabilities.newBuilder(said)
                        .setTreasuryNanos(said.getTreasuryNanos() + 1)
                        .build()))
                .anyMatch(each -> each.startsWith("batch " + id) && each.contains("held by the treasury"));
        assertThat(changed(said -> AuditLiabilities.newBuilder(said)
                        .setBetweenChainsNanos(7)
                        .build()))
                .anyMatch(each -> each.startsWith("batch " + id) && each.contains("owed to other chains"));
        assertThat(changed(said -> AuditLiabilities.newBuilder(said)
                        .setRoot(new Hash32(new byte[32]))
                        .build()))
                .anyMatch(each ->
                        each.startsWith("batch " + id) && each.contains("the lines do not lead to the sum tree"));
    }

    /** Sums are held against the lines without it, roots are not: that is said. */
    @Test
    void withoutTheSecretTheTreesAreNotMadeAgain() {
        LeafSalts others = LeafSalts.of("another deployment's, of 32 and more");
        assertThat(new RootCheck(STORY.kafka, Optional.empty(), others).run().differences())
                .isNotEmpty()
                .allMatch(each -> each.contains("by the secrets that are known here"));
        LeafSalts both = LeafSalts.of("another deployment's, of 32 and more\n" + ToldStory.SECRETS);
        assertThat(new RootCheck(STORY.kafka, Optional.empty(), both).run().differences())
                .isEmpty();
    }

    @Test
    void lessHeldThanOwedIsADifference() {
        OwedSums sums = new OwedSums(SALTS);
        JournalLine line = STORY.records.stream()
                .map(record -> STORY.kafka.serde().deserialize(record.value()))
                .filter(JournalLine.class::isInstance)
                .map(JournalLine.class::cast)
                .findFirst()
                .orElseThrow();
        sums.add(JournalLine.newBuilder(line)
                .setPostings(List.of(
                        new Posting(AccountType.PAYER_AVAILABLE, AvroTypes.address(Story.ALICE), 1L, 5L),
                        new Posting(AccountType.TREASURY, null, 1L, -4L),
                        new Posting(AccountType.CLEARING, null, 1L, -1L)))
                .build());
        AuditLiabilities said = AuditLiabilities.newBuilder(
                        lastThatOwes().getLiabilities().getFirst())
                .setChainId(1)
                .setSumNanos(5)
                .setTreasuryNanos(4)
                .setBetweenChainsNanos(0)
                .build();
        assertThat(sums.differences(1, List.of(said), false))
                .containsExactly("on chain 1 the treasury holds 4 nano-USDC and owes 5");
        assertThat(sums.differences(1, List.of(), false))
                .containsExactly("nothing is said to be owed on chain 1, the lines lead to 5 nano-USDC");
    }
}
