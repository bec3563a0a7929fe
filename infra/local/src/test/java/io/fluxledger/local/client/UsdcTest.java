package io.fluxledger.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsdcTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0           | 0
            1           | 0.000000001
            7000000     | 0.007
            99993000000 | 99.993
            -6993000    | -0.006993
            50000000000 | 50
            """)
    void convertsBothWays(long nanos, String decimal) {
        assertThat(Usdc.ofNanos(nanos)).isEqualTo(decimal);
        assertThat(Usdc.nanos(decimal)).isEqualTo(nanos);
    }

    @Test
    void refusesPartsOfANano() {
        assertThatThrownBy(() -> Usdc.nanos("0.0000000001")).isInstanceOf(NumberFormatException.class);
    }
}
