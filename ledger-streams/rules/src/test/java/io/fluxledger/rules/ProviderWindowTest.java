package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.LedgerEntry.PartitionWindowClosed;
import io.fluxledger.rules.LedgerEntry.WindowClosed;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows, and the months that end with them. */
class ProviderWindowTest {
    static final String MONTHS = """
            1704067200000 | window end=0                                       | ALREADY_APPLIED                     | none
            1704067200000 | window end=2024-01-01T00:00:00.001Z                | WINDOW_NOT_ENDED                    | none
            1704067200000 | window end=2024-01-01T00:00:00Z                    | ACCEPTED                            | none
            1704067200000 | window end=2024-01-01T00:00:00Z                    | ALREADY_APPLIED                     | none
            1706745600000 | charge charges=1:600                               | ACCEPTED                            | payable=599.4 window=1:600:0.6 / clearing=-600 fees=0.6
            1706745600000 | window end=2024-01-31T23:00:00Z                    | ACCEPTED ACCEPTED                   | payable=599.4 month=2024-01:600:0.6
            1706745600000 | charge seq=2 charges=1:400 payout=1                | ACCEPTED                            | payable=999 window=1:400:0.4 month=2024-01:600:0.6 / clearing=-400 fees=0.4
            1706745600000 | window end=2024-02-01T00:00:00Z                    | ACCEPTED ACCEPTED                   | payable=999
            1709251200000 | charge seq=3 charges=1:1000.000000001              | ACCEPTED                            | payable=1998.000000001 window=1:1000.000000001:1 / clearing=-1000.000000001 fees=1
            1709251200000 | window end=2024-02-29T23:59:59.999Z                | ACCEPTED ACCEPTED                   | payable=1998.000000001 month=2024-02:1000.000000001:1
            1709251200000 | window end=2024-03-01T00:00:00Z                    | ACCEPTED ACCEPTED                   | payable=1989.000000001 / fees=9
            1711929600000 | charge seq=4 charges=1:600 funding=ESCROW fee=9    | ACCEPTED                            | payable=1989.000000001 window=1:600:9
            1711929600000 | charge seq=5 charges=1:1000                        | ACCEPTED                            | payable=2988.000000001 window=2:1600:10 / clearing=-1000 fees=1
            1711929600000 | window end=2024-03-05T00:00:00Z                    | ACCEPTED ACCEPTED                   | payable=2988.000000001 month=2024-03:1600:10
            1711929600000 | window end=2024-04-01T00:00:00Z                    | ACCEPTED ACCEPTED                   | payable=2988.000000001
            1735689600000 | charge seq=6 charges=5:2000 payout=5               | ACCEPTED                            | payable=2988.000000001 payable@5=1998 window=1:2000:2 / clearing@5=-2000 fees@5=2
            1735689600000 | window end=2024-12-30T00:00:00Z                    | ACCEPTED ACCEPTED                   | payable=2988.000000001 payable@5=1998 month=2024-12:2000:2
            1738368000000 | charge seq=7 charges=5:1500 payout=5               | ACCEPTED                            | payable=2988.000000001 payable@5=3496.5 window=1:1500:1.5 month=2024-12:2000:2 / clearing@5=-1500 fees@5=1.5
            1738368000000 | window end=2025-02-01T00:00:00Z                    | ACCEPTED ACCEPTED                   | payable=2988.000000001 payable@5=3480 / fees@5=16.5
            1738368000000 | charge provider=carl seq=8 charges=2:1500 payout=2 | ACCEPTED                            | payable@2=1498.5 window=1:1500:1.5 / clearing@2=-1500 fees@2=1.5
            1738368000000 | charge provider=dora seq=9 charges=3:1 payout=3    | ACCEPTED                            | payable@3=0.999 window=1:1:0.001 / clearing@3=-1 fees@3=0.001
            1738368000000 | window end=2025-02-01T00:00:00.001Z                | WINDOW_NOT_ENDED                    | payable=2988.000000001 payable@5=3480
            1740787200000 | charge seq=10 charges=9:1500 payout=9              | ACCEPTED                            | payable=2988.000000001 payable@5=3480 payable@9=1498.5 window=1:1500:1.5 / clearing@9=-1500 fees@9=1.5
            1740787200000 | window end=2025-02-28T00:00:00Z                    | ACCEPTED ACCEPTED ACCEPTED ACCEPTED | payable=2988.000000001 payable@5=3480 payable@9=1498.5 month=2025-02:1500:1.5
            1740787200000 | pay chain=9 micros=7966500000                      | ACCEPTED                            | payable@5=0.000000001 in_flight=2988.000000001 in_flight@5=3479.999999999 in_flight@9=1498.5 month=2025-02:1500:1.5
            1740787200000 | pay provider=carl chain=2 micros=1498500000        | ACCEPTED                            | in_flight@2=1498.5 month=2025-02:1500:1.5
            1740787200000 | pay provider=dora chain=3 micros=999000            | ACCEPTED                            | in_flight@3=0.999 month=2025-02:1:0.001
            1740787200000 | window end=2025-02-28T12:00:00Z                    | ACCEPTED ACCEPTED                   | payable@5=0.000000001 in_flight=2988.000000001 in_flight@5=3479.999999999 in_flight@9=1498.5 month=2025-02:1500:1.5
            1746057600000 | window end=2025-05-01T00:00:00Z                    | ACCEPTED ACCEPTED ACCEPTED ACCEPTED | in_flight=2988.000000001 in_flight@5=3479.999999999 in_flight@9=1498.5 debt@9=-8.499999999 / fees@2=8.5 fees@9=8.5 transit@5=0.000000001 transit@9=-0.000000001
            1746057600000 | charge provider=carl seq=11 charges=2:1            | ACCEPTED                            | in_flight@2=1498.5 debt@2=-7.501 window=1:1:0.001 / clearing@2=-1 fees@2=0.001
            1746057600000 | charge seq=12 charges=1:10                         | ACCEPTED                            | payable=1.490000001 in_flight=2988.000000001 in_flight@5=3479.999999999 in_flight@9=1498.5 window=1:10:0.01 / clearing=-10 fees=0.01 transit=8.499999999 transit@9=-8.499999999
            1746057600000 | window provider=carl end=2025-05-01T00:00:00Z      | ALREADY_APPLIED                     | in_flight@2=1498.5 debt@2=-7.501 window=1:1:0.001
            """;

    static final List<String> TABLES = List.of(MONTHS);

    private final ProviderScript script = new ProviderScript();

    @Test
    void months() {
        ScriptTables.check(MONTHS, script::run);
    }

    @Test
    void linesOfAWindow() {
        long endMs = Instant.parse("2024-02-01T00:00:00Z").toEpochMilli();
        script.run(endMs, "charge charges=1:600,5:500 payout=5");
        script.run(endMs, "charge provider=carl seq=2 charges=1:1");
        script.run(endMs, "window end=" + endMs);
        List<JournalLine> lines = script.journal.subList(2, 5);
        Address bob = PayerScript.address("bob");
        Address carl = PayerScript.address("carl");
        WindowClosed ofBob = new WindowClosed(
                endMs,
                new Usage(1, 100, 50, 1_100_000_000_000L, 1_100_000_000L, 1_098_900_000_000L),
                ProviderScript.draws("1:598.9,5:491.1"),
                bob,
                5,
                8_900_000_000L);
        WindowClosed ofCarl = new WindowClosed(
                endMs,
                new Usage(1, 100, 50, 1_000_000_000L, 1_000_000L, 999_000_000L),
                ProviderScript.draws("1:0.999"),
                carl,
                1,
                0);
        boolean bobFirst = bob.compareTo(carl) < 0;
        assertThat(lines)
                .extracting(JournalLine::account)
                .containsExactly(bobFirst ? bob : carl, bobFirst ? carl : bob, null);
        assertThat(lines.stream().flatMap(line -> line.entries().stream()))
                .containsExactly(
                        bobFirst ? ofBob : ofCarl, bobFirst ? ofCarl : ofBob, new PartitionWindowClosed(endMs, 2));
        assertThat(lines).extracting(JournalLine::index).containsExactly(0, 1, 2);
        assertThat(lines).extracting(JournalLine::accountSequence).containsExactly(2L, 2L, 0L);
        assertThat(script.state.head().windowEndMs()).isEqualTo(endMs);
    }

    /** A window that would go beyond 64 bits for one provider closes for none, until the parameters let it. */
    @Test
    void aWindowThatOverflowsChangesNothing() {
        long clockMs = Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
        script.run(clockMs, "parameters minimum=1000000000 volume=0");
        for (int month = 1; month <= 9; month++) {
            script.run(clockMs, "charge charges=1:0.000000001 seq=" + month);
            String end = "2024-%02d-01T00:00:00Z".formatted(month + 1);
            assertThat(script.run(clockMs, "window end=" + end)).startsWith("ACCEPTED ACCEPTED");
        }
        script.run(clockMs, "charge charges=1:0.000000001 seq=10");
        script.run(clockMs, "charge provider=carl charges=1:1 seq=11");
        ProviderSnapshot before = ProviderSnapshot.of(script.state);
        assertThat(script.run(clockMs, "window end=2024-11-01T00:00:00Z").getFirst())
                .isEqualTo("OVERFLOW");
        assertThat(ProviderSnapshot.of(script.state).contents()).isEqualTo(before.contents());
        script.run(clockMs, "parameters minimum=0 volume=0");
        assertThat(script.run(clockMs, "window end=2024-11-01T00:00:00Z").getFirst())
                .isEqualTo("ACCEPTED ACCEPTED ACCEPTED");
    }

    /** Every day's first and last millisecond, over leap years, years that are none, and the ends of centuries. */
    @Test
    void monthsAreThoseOfTheCivilCalendar() {
        LocalDate last = LocalDate.of(2801, 1, 1);
        for (LocalDate day = LocalDate.of(1599, 1, 1); day.isBefore(last); day = day.plusDays(1)) {
            long startMs = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
            long index = day.getYear() * 12L + day.getMonthValue() - 1;
            if (ProviderMonth.indexAt(startMs) != index || ProviderMonth.indexAt(startMs + 86_399_999) != index) {
                throw new AssertionError(day + " is counted in month " + ProviderMonth.indexAt(startMs));
            }
        }
    }
}
