package io.fluxledger.relayer.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.relayer.send.SendAnswer;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointHealthTest {
    private final EndpointHealth health = new EndpointHealth(3, 2);

    /** What happens; then, at that time, which endpoint is asked by one who was with endpoint 0. */
    @Test
    void whoIsAsked() {
        String script = """
            at 0                      => 0
            block 0 100               => 0
            block 1 102               => 0
            block 1 103               => 1
            block 2 103               => 1
            fail 1 at 0               => 2
            at 499                    => 2
            at 500                    => 1
            fail 1 at 500             => 2
            at 1499                   => 2
            at 1500                   => 1
            block 0 101               => 0
            fail 0 at 2000            => 1
            fail 1 at 2000            => 2
            fail 2 at 2000            => 2
            at 2500                   => 0
            """;
        long nowMs = 0;
        for (String line : script.lines().toList()) {
            String[] parts = line.split("=>", -1);
            String[] w = parts[0].strip().split(" +");
            switch (w[0]) {
                case "at" -> nowMs = Long.parseLong(w[1]);
                case "block" -> health.succeeded(Integer.parseInt(w[1]), Long.parseLong(w[2]));
                case "fail" -> {
                    nowMs = Long.parseLong(w[3]);
                    health.failed(Integer.parseInt(w[1]), nowMs);
                }
                default -> throw new IllegalArgumentException(line);
            }
            assertThat(health.pick(0, new BitSet(), nowMs)).as(line).hasValue(Integer.parseInt(parts[1].strip()));
        }
    }

    @Test
    void onceTriedAnotherIsAsked() {
        BitSet tried = new BitSet();
        tried.set(0);
        assertThat(health.pick(0, tried, 0)).hasValue(1);
        tried.set(0, 3);
        assertThat(health.pick(0, tried, 0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                already known                                     | POOLED
                nonce too low: next nonce 5, tx nonce 4           | UNCLEAR
                replacement transaction underpriced               | UNDERPRICED
                max fee per gas less than block base fee          | UNDERPRICED
                insufficient funds for gas * price + value        | NO_FUNDS
                Insufficient funds for gas * price + value        | NO_FUNDS
                intrinsic gas too low                             | INVALID
                exceeds block gas limit                           | INVALID
                internal error                                    | UNCLEAR
                """)
    void whatRefusalsMean(String message, SendAnswer answer) {
        assertThat(NodeSession.classify(message)).isEqualTo(answer);
    }
}
