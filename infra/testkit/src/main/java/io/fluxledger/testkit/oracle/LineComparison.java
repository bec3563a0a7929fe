package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Folded;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.Posting;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares a fold's lines with the oracle's, and writes both as text. */
final class LineComparison {
    private final boolean withTexts;
    private @Nullable Outcome lastOutcome;

    /** @param withTexts whether anybody reads the texts; they take most of the time */
    LineComparison(boolean withTexts) {
        this.withTexts = withTexts;
    }

    boolean withTexts() {
        return withTexts;
    }

    /** Whether the fold accepted the last input that was compared. */
    boolean accepted() {
        return lastOutcome == Outcome.ACCEPTED;
    }

    boolean rejected() {
        return lastOutcome == Outcome.REJECTED;
    }

    /** What differs; null when nothing does. */
    @Nullable
    String difference(OracleAnswer answer, Folded folded) {
        List<JournalLine> actual = folded.lines();
        List<OracleLine> expected = answer.lines();
        lastOutcome = actual.isEmpty() ? null : actual.getLast().outcome();
        if (actual.size() != expected.size()) {
            return "lines: expected " + expected.size() + ", got " + actual.size();
        }
        for (int i = 0; i < actual.size(); i++) {
            String difference = difference(expected.get(i), actual.get(i));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static @Nullable String difference(OracleLine expected, JournalLine actual) {
        Differences found = new Differences();
        found.compare("outcome", expected.outcome(), actual.outcome());
        found.compare("reason", expected.reason(), actual.reason());
        found.compare("reference", expected.reference(), actual.reference());
        found.compare("account", expected.account(), actual.account());
        found.compare("clockMs", expected.clockMs(), actual.clockMs());
        found.compare("rulesVersion", expected.rulesVersion(), actual.rulesVersion());
        found.compare("partitionSequence", expected.partitionSequence(), actual.partitionSequence());
        found.compare("accountSequence", expected.accountSequence(), actual.accountSequence());
        found.compare("postings", expected.postings(), postings(actual));
        found.compare("balances", expected.balances(), balances(actual));
        found.compare("entries", expected.said(), Said.of(actual));
        return found.text();
    }

    private static final class Differences {
        private final StringJoiner text = new StringJoiner("; ");

        void compare(String field, @Nullable Object expected, @Nullable Object actual) {
            if (!Objects.equals(expected, actual)) {
                text.add(field + ": expected " + shown(expected) + ", got " + shown(actual));
            }
        }

        @Nullable
        String text() {
            return text.length() == 0 ? null : text.toString();
        }

        private static String shown(@Nullable Object value) {
            return value instanceof Map<?, ?> map ? sorted(map) : Show.value(value);
        }
    }

    /** Net amounts, without zeros. */
    private static Map<Slot, BigInteger> postings(JournalLine line) {
        Map<Slot, BigInteger> net = new HashMap<>();
        for (Posting posting : line.postings()) {
            net.merge(
                    new Slot(posting.account(), posting.owner(), posting.chainId()),
                    BigInteger.valueOf(posting.amountNanos()),
                    BigInteger::add);
        }
        net.values().removeIf(amount -> amount.signum() == 0);
        return net;
    }

    private static Map<Slot, BigInteger> balances(JournalLine line) {
        Map<Slot, BigInteger> found = new HashMap<>();
        Balances balances = line.balances();
        for (int i = 0; i < balances.size(); i++) {
            Slot slot = new Slot(balances.account(i), line.account(), balances.chainId(i));
            found.merge(slot, BigInteger.valueOf(balances.amountNanos(i)), BigInteger::add);
        }
        return found;
    }

    String expected(OracleAnswer answer) {
        if (!withTexts) {
            return "";
        }
        StringJoiner text = new StringJoiner(" + ");
        answer.lines()
                .forEach(it ->
                        text.add(line(it.outcome(), it.reason(), it.reference(), it.accountSequence(), it.postings())));
        answer.lines().forEach(it -> it.said().forEach(said -> text.add(said.toString())));
        return text.toString();
    }

    String actual(Folded folded) {
        if (!withTexts) {
            return "";
        }
        StringJoiner text = new StringJoiner(" + ");
        folded.lines()
                .forEach(it ->
                        text.add(line(it.outcome(), it.reason(), it.reference(), it.accountSequence(), postings(it))));
        folded.lines().forEach(it -> Said.of(it).forEach(said -> text.add(said.toString())));
        return text.toString();
    }

    private static String line(
            Outcome outcome, @Nullable Object reason, long reference, long sequence, Map<Slot, BigInteger> postings) {
        return switch (outcome) {
            case REJECTED -> String.valueOf(reason);
            case ALREADY_APPLIED -> "ALREADY_APPLIED(" + reference + ")";
            case ACCEPTED -> "ACCEPTED #" + sequence + (postings.isEmpty() ? "" : " " + sorted(postings));
        };
    }

    private static String sorted(Map<?, ?> amounts) {
        TreeMap<String, Object> sorted = new TreeMap<>();
        amounts.forEach((slot, amount) -> sorted.put(String.valueOf(slot), String.valueOf(amount)));
        return sorted.toString();
    }
}
