package io.fluxledger.settlement.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageToleranceTest {
    @ParameterizedTest(name = "{0} | {1} | {2}")
    @CsvSource(delimiter = '|', textBlock = """
            # calls ppm | ledger: calls in out gross | provider                 | what differs
            0 0         | 0 0 0 0                    | 0 0 0 0                  | ''
            0 0         | 10 100 50 7000             | 10 100 50 7000           | ''
            0 0         | 10 100 50 7000             | 10 100 50 6999           | grossNanos
            0 0         | 10 100 50 7000             | 11 101 51 7001           | calls inputTokens outputTokens grossNanos
            1 0         | 10 100 50 7000             | 11 110 55 7700           | ''
            1 0         | 10 100 50 7000             | 11 111 55 7700           | inputTokens
            1 0         | 10 100 50 7000             | 9 90 45 6300             | ''
            1 0         | 10 100 50 7000             | 9 90 45 6299             | grossNanos
            1 0         | 10 100 50 7000             | 8 90 45 6300             | calls inputTokens outputTokens grossNanos
            # the same calls used the same
            1 0         | 10 100 50 7000             | 10 100 50 7001           | grossNanos
            2 0         | 2 20 10 2000000000         | 2 20 10 0                | grossNanos
            2 0         | 2 20 10 2000000000         | 1 10 5 1000000000        | ''
            2 0         | 3 0 0 10                   | 2 0 0 6                  | ''
            2 0         | 3 0 0 10                   | 2 0 0 5                  | grossNanos
            2 0         | 5 0 0 10                   | 3 0 0 6                  | ''
            # nothing at all on one side
            2 0         | 1 10 5 1000000000          | 0 0 0 0                  | calls
            2 0         | 2 20 10 1000000000         | 0 0 0 0                  | calls
            2 0         | 0 0 0 0                    | 1 10 5 1000000000        | calls inputTokens outputTokens grossNanos
            0 1000000   | 1 0 0 9223372036854775807  | 0 0 0 0                  | calls
            0 1000      | 1000000 0 0 1000000        | 1001000 0 0 999000       | ''
            0 1000      | 1000000 0 0 1000000        | 1001001 0 0 998999       | calls grossNanos
            5 0         | 0 0 0 0                    | 0 0 0 1                  | grossNanos
            0 1000000   | 1 0 0 9223372036854775807  | 1 0 0 0                  | ''
            5 0         | 9223372036854775807 0 0 1  | 1 0 0 1                  | calls
            """)
    void differences(String tolerance, String ledger, String provider, String expected) {
        long[] tolerated = numbers(tolerance);
        assertThat(new UsageTolerance(tolerated[0], tolerated[1])
                        .differences(figures(ledger), figures(provider)).stream()
                                .map(text -> text.substring(0, text.indexOf(' ')))
                                .toList())
                .isEqualTo(expected.isEmpty() ? java.util.List.of() : Arrays.asList(expected.split(" ")));
    }

    private static UsageFigures figures(String words) {
        long[] numbers = numbers(words);
        return new UsageFigures(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private static long[] numbers(String words) {
        return Arrays.stream(words.split(" ")).mapToLong(Long::parseLong).toArray();
    }
}
