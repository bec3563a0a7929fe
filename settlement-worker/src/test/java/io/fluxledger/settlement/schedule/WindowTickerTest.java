package io.fluxledger.settlement.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.settlement.plan.SettlementIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One row is what happens and the ticks that are sent then: windowEnd@partition#attempt. Windows last 1000 ms. */
class WindowTickerTest {
    private static final String SCHEDULE = """
            step 999      |
            step 1000     | 1000@0#0 1000@1#0
            step 1001     |
            closed 0 1000 |
            step 1002     |
            refuse 1000@1#0 |
            step 1003     |
            step 1100     | 1000@1#1
            refuse 1000@1#1 |
            step 1200     | 1000@1#2
            closed 1 1000 |
            step 1999     |
            step 5500     | 5000@0#0 5000@1#0
            closed 0 5000 |
            closed 1 5000 |
            """;

    private static final String OPERATOR = """
            step 1500     | 1000@0#0 1000@1#0
            close 1600    | 1600@0#0 1600@1#0
            close 1600    | 1601@0#0 1601@1#0
            closed 0 1601 |
            step 1700     |
            closed 1 1601 |
            step 2000     | 2000@0#0 2000@1#0
            """;

    /** A new worker over a log in which one partition has closed a window early and a tick was refused. */
    private static final String RESTART = """
            closed 0 1600 |
            closed 1 1000 |
            refuse 1600@1#0 |
            step 1700     | 1600@1#1
            closed 1 1600 |
            close 1500    | 1601@0#0 1601@1#0
            """;

    /** Named windows: the same one closes once, and none in the future. */
    private static final String NAMED = """
            name 1600 1500 true   | 1500@0#0 1500@1#0
            name 1700 1500 true   |
            closed 0 1500 |
            closed 1 1500 |
            name 1800 1500 true   |
            name 1800 1400 true   |
            name 1800 1801 false  |
            step 1900     |
            name 1900 1800 true   | 1800@0#0 1800@1#0
            """;

    private final Map<Integer, Long> closed = new HashMap<>();
    private final Set<UUID> refused = new HashSet<>();
    private final List<WindowTicker.Tick> sent = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final WindowTicker ticker = new WindowTicker(
            clock,
            WindowBoundaries.every(Duration.ofSeconds(1)),
            Duration.ofMillis(100),
            2,
            new WindowTicker.Closings() {
                @Override
                public long closedUpTo(int partition) {
                    return closed.getOrDefault(partition, 0L);
                }

                @Override
                public boolean refused(UUID tick) {
                    return refused.contains(tick);
                }
            },
            sent::addAll);

    @Test
    void boundaries() {
        check(SCHEDULE);
    }

    @Test
    void operatorCloses() {
        check(OPERATOR);
    }

    @Test
    void namedWindowsCloseOnce() {
        check(NAMED);
    }

    @Test
    void restartCompletesWhatIsHalfDone() {
        check(RESTART);
    }

    @Test
    void boundariesAreMultiplesSinceTheEpoch() {
        assertThat(WindowBoundaries.every(Duration.ofHours(24)).latest(86_400_000L * 3 + 1))
                .isEqualTo(86_400_000L * 3);
    }

    private void check(String table) {
        table.lines().forEach(row -> {
            String[] cells = row.split("\\|", -1);
            sent.clear();
            run(cells[0].strip().split(" "));
            assertThat(sent.stream().map(WindowTickerTest::text).collect(Collectors.joining(" ")))
                    .as(row)
                    .isEqualTo(cells[1].strip());
        });
    }

    private void run(String[] words) {
        switch (words[0]) {
            case "step" -> {
                now = Instant.ofEpochMilli(Long.parseLong(words[1]));
                ticker.step();
            }
            case "close" -> {
                now = Instant.ofEpochMilli(Long.parseLong(words[1]));
                assertThat(ticker.closeNow()).isEqualTo(sent.getFirst().windowEndMs());
            }
            case "name" -> {
                now = Instant.ofEpochMilli(Long.parseLong(words[1]));
                assertThat(ticker.close(Long.parseLong(words[2]))).isEqualTo(Boolean.valueOf(words[3]));
            }
            case "closed" -> closed.put(Integer.valueOf(words[1]), Long.valueOf(words[2]));
            case "refuse" -> {
                String[] tick = words[1].split("[@#]");
                refused.add(SettlementIds.tick(
                        Long.parseLong(tick[0]), Integer.parseInt(tick[1]), Integer.parseInt(tick[2])));
            }
            default -> throw new IllegalArgumentException(words[0]);
        }
    }

    private static String text(WindowTicker.Tick tick) {
        int attempt = 0;
        while (!SettlementIds.tick(tick.windowEndMs(), tick.partition(), attempt)
                .equals(tick.inputId())) {
            attempt++;
        }
        return tick.windowEndMs() + "@" + tick.partition() + "#" + attempt;
    }
}
