package io.fluxledger.audit.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShareTest {
    /** Begun at a moment whose sum with half a minute is beyond the largest number, as a clock of nanoseconds may be. */
    private static final long BEGUN = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(10);

    @ParameterizedTest
    @CsvSource({"100, 0", "50, 600", "25, 1800", "1, 59400", "60, 400"})
    void restsForWhatItDoesNotWork(int percent, long restMs) {
        assertThat(new Share(percent).rest(Duration.ofMillis(600))).isEqualTo(Duration.ofMillis(restMs));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void aShareIsOneToAHundred(int percent) {
        assertThatThrownBy(() -> new Share(percent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(percent));
    }

    /** Second, how far behind, whether it begins to hurry, and how long it then rests after 100 ms at a share of 50. */
    @Test
    void itHurriesWhenItComesNoNearer() {
        String table = """
                 0 9000 stays  100
                29 9500 stays  100
                30 8999 stays  100
                45 9999 stays  100
                60 8998 stays  100
                90 8998 begins   0
                91 9000 stays    0
                99   10 stays    0
                """;
        Share share = new Share(50);
        List<String> actual = new ArrayList<>();
        for (String row : table.lines().toList()) {
            String[] cells = row.trim().split(" +", -1);
            boolean begins = share.isBehind(
                    Long.parseLong(cells[1]), BEGUN + TimeUnit.SECONDS.toNanos(Long.parseLong(cells[0])));
            actual.add("%2s %4s %-6s %3d"
                    .formatted(
                            cells[0],
                            cells[1],
                            begins ? "begins" : "stays",
                            share.rest(Duration.ofMillis(100)).toMillis()));
        }
        assertThat(String.join("\n", actual) + "\n").isEqualTo(table);
    }
}
