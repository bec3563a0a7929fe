package io.fluxledger.export.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestorableTest {
    /** First offset -1: the partition has no committed record. */
    @ParameterizedTest(name = "{0} from {1} to {2}, first record at {3}")
    @CsvSource(nullValues = "fine", textBlock = """
            delete,  0, 0, -1, fine
            delete,  0, 9,  0, fine
            delete,  0, 1, -1, begins with the end of a transaction
            delete,  0, 9,  1, begins with the end of a transaction
            delete,  0, 2, -1, fine
            delete,  0, 9,  2, fine
            delete,  5, 9,  5, began at offset 5
            compact, 5, 9,  6, fine
            compact, 0, 1, -1, fine
            """)
    void anObstacleIsFoundBeforehand(String cleanup, long start, long end, long firstOffset, @Nullable String why) {
        DumpManifest.Partition partition = new DumpManifest.Partition(3, start, end, 0, "file", "", "");
        DumpManifest.Topic topic =
                new DumpManifest.Topic("t", new TreeMap<>(Map.of("cleanup.policy", cleanup)), List.of(partition));
        Optional<String> obstacle = Restorable.obstacle(topic, partition, firstOffset);
        if (why == null) {
            assertThat(obstacle).isEmpty();
        } else {
            assertThat(obstacle).hasValueSatisfying(text -> assertThat(text).startsWith("t-3 " + why));
        }
    }
}
