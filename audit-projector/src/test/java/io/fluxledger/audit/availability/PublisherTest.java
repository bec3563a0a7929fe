package io.fluxledger.audit.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxledger.audit.AuditMain;
import io.fluxledger.audit.ToldStory;
import io.fluxledger.testkit.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A batch that a layer does not take, and one that it takes and loses, keep no other from being published. */
class PublisherTest {
    /** A layer of this test: it refuses the first batch that it is given, loses the second, and includes all others at once. */
    private static final class Choosy implements DataLayer {
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<Integer, Integer> submissions = new TreeMap<>();

        @Override
        public String name() {
            return "choosy";
        }

        @Override
        public synchronized String submit(byte[] bytes) throws IOException {
            int number =
                    numbers.computeIfAbsent(new String(bytes, StandardCharsets.UTF_8), batch -> numbers.size() + 1);
            int count = submissions.merge(number, 1, Integer::sum);
            if (number == 1) {
                throw new IOException("this one is refused");
            }
            return number + "-" + count;
        }

        @Override
        public Optional<Inclusion> inclusion(String submissionId) throws IOException {
            if (!submissionId.startsWith("2-")) {
                return Optional.of(new Inclusion("0xb10c", 1, "0x7a"));
            }
            if (submissionId.equals("2-1")) {
                return Optional.empty();
            }
            throw new IOException("nobody knows " + submissionId);
        }

        synchronized int submissions(int number) {
            return submissions.getOrDefault(number, 0);
        }

        synchronized int batches() {
            return submissions.size();
        }
    }

    @Test
    void theOthersArePublishedAndTheLostOneIsHandedInAgain() {
        ToldStory story = ToldStory.shared();
        Choosy layer = new Choosy();
        try (AuditMain service = ToldStory.start(
                        TestPostgres.fresh(), Map.of("seal.interval", "PT0.1S", "seal.maxLines", "20"));
                Publisher publisher = new Publisher(story.kafka, layer, Duration.ofMillis(300))) {
            assertThat(service.port()).isPositive();
            assertThat(publisher.start(Duration.ofMillis(50))).isSameAs(publisher);
            await().atMost(ToldStory.PATIENCE).untilAsserted(() -> {
                assertThat(layer.batches()).isGreaterThan(2);
                // Lost while the layer has it in no block, and then while the layer does not know it.
                assertThat(layer.submissions(2)).isGreaterThan(2);
                assertThat(layer.submissions(1)).isGreaterThan(3);
            });
            assertThat(layer.submissions(3)).isEqualTo(1);
        }
    }
}
