package io.fluxledger.watch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the watch knows, as metrics. */
final class WatchGauges {
    private static final double MS = 1_000.0;

    private final Clock clock;
    private final LogWatch log;
    private final Letters letters;
    private final Books books;
    private final Lanes lanes;
    private final MultiGauge accounts;
    private final MultiGauge laneOpen;
    private final MultiGauge laneOldest;
    private final MultiGauge deadLetters;
    private final MultiGauge lags;
    private final MultiGauge gas;
    private final SortedMap<String, SortedMap<String, Double>> gasOf = new TreeMap<>();

    WatchGauges(
            MeterRegistry registry,
            Clock clock,
            LogWatch log,
            Books books,
            Lanes lanes,
            Windows windows,
            Letters letters) {
        this.clock = clock;
        this.log = log;
        this.letters = letters;
        this.books = books;
        this.lanes = lanes;
        gauge(
                registry,
                "conservation.error.nanos",
                "Made or lost, over all chains, in nano-USDC: always 0",
                books::conservationErrorNanos);
        gauge(
                registry,
                "impossible.balances",
                "Balances of payers and providers with the wrong sign: always 0",
                books::impossibleBalances);
        gauge(
                registry,
                "broken.links",
                "Lines that do not name the hash of the line before: always 0",
                books::brokenLinks);
        gauge(registry, "journal.lines", "Lines of both journals", books::lines);
        gauge(registry, "rejected.lines", "Lines that refuse their input", books::rejected);
        gauge(registry, "behind.records", "Records of the journals that the watch has not read yet", log::behind);
        gauge(
                registry,
                "window.overdue.seconds",
                "Since the end of the first window that is not closed on every partition; 0 when all are",
                () -> windows.overdueMs(clock.millis()) / MS);
        gauge(
                registry,
                "anchor.age.seconds",
                "Since an anchor of the audit was last final; before the first, since the first line",
                this::anchorAgeS);
        accounts = many(registry, "account.nanos", "Sum of each account type on each chain, in nano-USDC");
        laneOpen = many(registry, "lane.open.commands", "Commands of a lane whose outcome is not out");
        laneOldest =
                many(registry, "lane.oldest.seconds", "Age of the oldest command of a lane whose outcome is not out");
        deadLetters = many(registry, "dead.letters", "Records that could not be read, put back or not");
        lags = many(registry, "group.lag.records", "Committed records that a consumer group has not gone past");
        gas = many(registry, "gas.coins", "What an account has to pay gas with, in the chain's coin");
    }

    /** What was never anchored is late as well, from the first line on that could be. */
    private double anchorAgeS() {
        long sinceMs = lanes.lastAnchorMs().orElse(books.firstLineMs().orElse(clock.millis()));
        return (clock.millis() - sinceMs) / MS;
    }

    private interface Value {
        double now();
    }

    private static void gauge(MeterRegistry registry, String name, String description, Value value) {
        Gauge.builder("fluxledger.watch." + name, value::now)
                .description(description)
                .register(registry);
    }

    private static MultiGauge many(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder("fluxledger.watch." + name)
                .description(description)
                .register(registry);
    }

    /** Brings what is read of the log up to date. */
    void log() {
        List<Row<?>> sums = new ArrayList<>();
        books.sums()
                .forEach((account, nanos) -> sums.add(
                        row(nanos, "account_type", account.type().name(), "chain", Long.toString(account.chainId()))));
        accounts.register(sums, true);
        List<Row<?>> open = new ArrayList<>();
        List<Row<?>> oldest = new ArrayList<>();
        lanes.lanes().forEach((lane, commands) -> {
            open.add(row(commands.open(), "lane", lane));
            oldest.add(row(commands.open() == 0 ? 0 : (clock.millis() - commands.oldestMs()) / MS, "lane", lane));
        });
        laneOpen.register(open, true);
        laneOldest.register(oldest, true);
        // While they are counted again after a start, they are not new.
        if (log.isCaughtUp()) {
            deadLetters.register(rows(letters.counts(), "topic"), true);
        }
    }

    void lags(SortedMap<String, Long> records) {
        lags.register(rows(records, "group"), true);
    }

    /** @param coins of that chain by role; none when it is not known what they are */
    void gas(String chain, SortedMap<String, Double> coins) {
        gasOf.put(chain, coins);
        List<Row<?>> rows = new ArrayList<>();
        gasOf.forEach(
                (name, roles) -> roles.forEach((role, amount) -> rows.add(row(amount, "chain", name, "role", role))));
        gas.register(rows, true);
    }

    private static List<Row<?>> rows(SortedMap<String, Long> values, String tag) {
        List<Row<?>> rows = new ArrayList<>();
        values.forEach((name, value) -> rows.add(row(value, tag, name)));
        return rows;
    }

    private static Row<?> row(double value, String... tags) {
        return Row.of(Tags.of(tags), value);
    }
}
