package io.fluxledger.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OutputRateTest {
    @Test
    void theRateIsThatBehindTheStartAndBeforeTheEnd() {
        Map<Long, Long> countByAppendMs = new TreeMap<>();
        countByAppendMs.put(0L, 10L);
        for (long ms = 5_000; ms < 6_000; ms++) {
            countByAppendMs.put(ms, 100L);
        }
        countByAppendMs.put(60_000L, 10L);
        assertThat(OutputRate.between(countByAppendMs)).isCloseTo(100_000, within(1.0));
    }

    @Test
    void recordsOfOneMomentHaveNoRate() {
        assertThatThrownBy(() -> OutputRate.between(Map.of(7L, 100L))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theMedianIsInTheMiddle() {
        assertThat(Median.of(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Median.of(List.of(4.0, 1.0, 2.0, 100.0))).isEqualTo(3);
        assertThatThrownBy(() -> Median.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
