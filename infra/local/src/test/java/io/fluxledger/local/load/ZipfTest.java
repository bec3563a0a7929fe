package io.fluxledger.local.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ZipfTest {
    @Test
    void drawsInProportionToRank() {
        int[] counts = new int[4];
        Zipf zipf = new Zipf(counts.length, 1, 42);
        IntStream.range(0, 100_000).forEach(i -> counts[zipf.next()]++);
        // 1, 1/2, 1/3, 1/4 of 25/12
        assertThat(counts[0]).isCloseTo(48_000, Offset.offset(700));
        assertThat(counts[1]).isCloseTo(24_000, Offset.offset(700));
        assertThat(counts[2]).isCloseTo(16_000, Offset.offset(700));
        assertThat(counts[3]).isCloseTo(12_000, Offset.offset(700));
        assertThat(Arrays.stream(counts).sum()).isEqualTo(100_000);
    }

    @Test
    void isTheSameForTheSameSeed() {
        Zipf one = new Zipf(50, LoadPlan.ZIPF_EXPONENT, 3);
        Zipf other = new Zipf(50, LoadPlan.ZIPF_EXPONENT, 3);
        assertThat(IntStream.range(0, 100).map(i -> one.next()).toArray())
                .isEqualTo(IntStream.range(0, 100).map(i -> other.next()).toArray());
    }
}
