package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalAmountTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            # text                | decimals | units
            0                     | 6        | 0
            0.007                 | 9        | 7000000
            0.000001              | 6        | 1
            0.0000010             | 6        | 1
            -1.5                  | 6        | -1500000
            9223372036.854775807  | 9        | 9223372036854775807
            9223372036.854775808  | 9        | refused
            0.0000001             | 6        | refused
            1e3                   | 6        | refused
            1E+3                  | 6        | refused
            15e-1                 | 6        | 1500000
            1e12                  | 6        | refused
            1e600000000           | 6        | refused
            1e999999999           | 9        | refused
            -1e999999999          | 9        | refused
            1e-999999999          | 9        | refused
            0e999999999           | 9        | refused
            1e99999999999         | 9        | refused
            12345678901234        | 0        | refused
            ''                    | 6        | refused
            one                   | 6        | refused
            """)
    void units(String text, int decimals, String units) {
        String found = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            try {
                return Long.toString(DecimalAmount.units(text, decimals));
            } catch (NumberFormatException e) {
                return "refused";
            }
        });
        assertThat(found).isEqualTo(units);
    }
}
