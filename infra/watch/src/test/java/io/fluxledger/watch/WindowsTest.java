package io.fluxledger.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of a hundred milliseconds, on two partitions. */
class WindowsTest {
    private final Windows windows = new Windows(Duration.ofMillis(100), 2);

    /** Words: P@MS a line of a partition with that clock, P!MS that it closed the window that ended then. */
    @ParameterizedTest(name = "{0}: at {1} overdue {2}")
    @CsvSource(nullValues = "nothing", textBlock = """
            nothing,                     9999, 0
            0@150,                        199, 0
            0@150,                        200, 0
            0@150,                        207, 7
            0@150 0!200,                  207, 7
            0@150 0!200 1!200,            207, 0
            0@150 0!200 1!200,            300, 0
            0@150 0!200 1!200,            305, 5
            0@150 0!200 1!200 1!300,      305, 5
            0@150 0!200 1!200 1!300 0!300, 305, 0
            0@150 0!200 1!200 0!300 0!200 1!300, 305, 0
            0@150,                        100, 0
            """)
    void aWindowIsLateFromItsEndUntilAllPartitionsHaveClosedIt(@Nullable String log, long nowMs, long overdueMs) {
        for (String word : log == null ? new String[0] : log.split(" ", -1)) {
            TopicPartition partition =
                    new TopicPartition("provider.journal.v1", Integer.parseInt(word.substring(0, 1)));
            long ms = Long.parseLong(word.substring(2));
            List<Object> entries = word.charAt(1) == '!' ? List.of(Told.closed(ms)) : List.of();
            windows.add(partition, Told.line(1, 0, Math.max(150, ms), entries));
        }
        assertThat(windows.overdueMs(nowMs)).isEqualTo(overdueMs);
    }
}
