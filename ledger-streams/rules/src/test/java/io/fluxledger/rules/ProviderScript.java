package io.fluxledger.rules;

import static io.fluxledger.rules.PayerScript.address;
import static io.fluxledger.rules.PayerScript.nanos;
import static io.fluxledger.rules.PayerScript.usdc;
import static io.fluxledger.rules.PayerScript.word;

import io.fluxledger.rules.PayerScript.Args;
import io.fluxledger.rules.ProviderInput.OfProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs a text table through a providers' fold: one row is an input and its exact outcome.
 *
 * <pre>clock | input name=value … | outcome | state after (of the row's provider) / what went to system accounts</pre>
 *
 * An outcome is ACCEPTED, ALREADY_APPLIED with its reference, or a reason; one for each line. Chain 1 is not written.
 */
final class ProviderScript {
    final ProviderState state = new ProviderState();
    final ProviderFold fold = new ProviderFold(state);
    final List<JournalLine> journal = new ArrayList<>();
    private long row;

    /** Names rows, from 0, whose inputs may be set aside. */
    void quarantine(long... rows) {
        Set<InputId> ids = new java.util.HashSet<>();
        Arrays.stream(rows).forEach(r -> ids.add(id(r)));
        fold.quarantine(ids);
    }

    static InputId id(long row) {
        return new InputId(8, row);
    }

    List<String> run(long clockMs, String text) {
        String[] words = text.split("\\s+");
        Map<String, String> values = new HashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        Args a = new Args(values, id(row));
        String key = values.getOrDefault("key", a.provider().toString());
        InputSource source =
                new InputSource(key, (int) a.number("partition", 0), (int) a.number("of", 1), row++, clockMs);
        Folded folded =
                words[0].equals("garbage") ? fold.unreadable(source, a.id()) : fold.fold(source, parse(words[0], a));
        assertThatNothingGoesToProviders(folded);
        journal.addAll(folded.lines());
        String system = system(folded.lines());
        return List.of(outcome(folded.lines()), state(a.provider()) + (system.isEmpty() ? "" : " / " + system));
    }

    private static void assertThatNothingGoesToProviders(Folded folded) {
        if (!folded.charges().isEmpty()) {
            throw new AssertionError("the providers' fold issues no charges: " + folded.charges());
        }
    }

    static String outcome(List<JournalLine> lines) {
        List<String> all = new ArrayList<>();
        for (JournalLine line : lines) {
            String outcome = line.outcome().name() + (line.reference() == 0 ? "" : " " + line.reference());
            all.add(line.reason() == null ? outcome : line.reason().name());
        }
        return all.isEmpty() ? "-" : String.join(" ", all);
    }

    /** The lines' net postings to accounts that nobody owns. */
    private static String system(List<JournalLine> lines) {
        Map<AccountType, Map<Long, Long>> sums = new TreeMap<>();
        for (JournalLine line : lines) {
            for (Posting posting : line.postings()) {
                if (posting.owner() == null) {
                    sums.computeIfAbsent(posting.account(), t -> new TreeMap<>())
                            .merge(posting.chainId(), posting.amountNanos(), Math::addExact);
                }
            }
        }
        List<String> all = new ArrayList<>();
        sums.forEach((type, chains) -> chains.forEach((chain, sum) -> {
            if (sum != 0) {
                all.add(amount(type, chain, sum));
            }
        }));
        return String.join(" ", all);
    }

    private static String amount(AccountType type, long chainId, long nanos) {
        String name =
                type.name().replace("PROVIDER_", "").replace("PLATFORM_", "").toLowerCase(Locale.ROOT);
        return name + (chainId == 1 ? "" : "@" + chainId) + "=" + usdc(nanos);
    }

    /** Balances, the open window as calls:gross:fee, a month that stands as year-month:gross:fee, and what was paid. */
    private String state(Address provider) {
        ProviderAccount account = state.account(provider);
        if (account == null) {
            return "none";
        }
        List<String> all = new ArrayList<>();
        account.balances().all().forEach(b -> all.add(amount(b.account(), b.chainId(), b.amountNanos())));
        Usage window = account.window();
        if (window.calls() > 0) {
            all.add("window=" + window.calls() + ":" + usdc(window.grossNanos()) + ":" + usdc(window.feeNanos()));
        }
        if (account.monthIndex() > 0) {
            all.add("month=%d-%02d:%s:%s"
                    .formatted(
                            account.monthIndex() / 12,
                            account.monthIndex() % 12 + 1,
                            usdc(account.monthGrossNanos()),
                            usdc(account.monthFeeNanos())));
        }
        if (account.paidNanos() > 0) {
            all.add("paid=" + usdc(account.paidNanos()));
        }
        return all.isEmpty() ? "zero" : String.join(" ", all);
    }

    static List<Draw> draws(String text) {
        List<Draw> draws = new ArrayList<>();
        for (String draw : text.split(",")) {
            if (!draw.isEmpty()) {
                int colon = draw.indexOf(':');
                draws.add(new Draw(Long.parseLong(draw.substring(0, colon)), nanos(draw.substring(colon + 1))));
            }
        }
        return draws;
    }

    private static List<Long> chains(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
    }

    private static long time(String text) {
        return text.contains("T") ? Instant.parse(text).toEpochMilli() : Long.parseLong(text);
    }

    private static ProviderInput parse(String verb, Args a) {
        return switch (verb) {
            case "window" -> new ProviderInput.WindowTick(a.id(), time(a.text("end", "0")));
            case "tick" -> new ProviderInput.ClockTick(a.id());
            case "quarantine" ->
                new ProviderInput.InputQuarantined(a.id(), id(a.number("row", 0)), "the operator saw it");
            case "parameters" ->
                new ProviderInput.ParametersActivated(
                        a.id(),
                        new Parameters(
                                (int) a.number("version", 1),
                                a.number("ppm", 1_000),
                                a.amount("minimum", "10"),
                                a.amount("volume", "1000"),
                                256,
                                30L * 86_400_000,
                                86_400_000));
            default -> ofProvider(verb, a);
        };
    }

    private static OfProvider ofProvider(String verb, Args a) {
        return switch (verb) {
            case "charge" ->
                new ProviderInput.UsageCharged(
                        a.id(),
                        a.provider(),
                        a.payer(),
                        a.text("id", "i1"),
                        Funding.valueOf(a.text("funding", "CREDITS")),
                        PayoutMode.valueOf(a.text("mode", "BATCH")),
                        a.number("payout", 1),
                        draws(a.text("charges", "1:0.007")),
                        a.amount("fee", "0"),
                        a.number("in", 100),
                        a.number("out", 50),
                        (int) a.number("from", 3),
                        a.number("seq", 1));
            case "register" ->
                new ProviderInput.ProviderRegistered(
                        a.id(),
                        a.provider(),
                        address(a.text("address", "wallet")),
                        a.number("chain", 2),
                        a.nonceOr("g1"),
                        a.number("validBefore", 9_000));
            case "pay" ->
                new ProviderInput.PayoutInstructed(
                        a.id(),
                        a.provider(),
                        a.text("id", "p1"),
                        a.text("batch", "b1"),
                        1_000,
                        a.number("chain", 1),
                        a.number("micros", 6_993),
                        address(a.text("to", "wallet")));
            case "paid" ->
                new ProviderInput.PayoutConfirmed(
                        a.id(),
                        a.provider(),
                        a.text("id", "p1"),
                        TransferStatus.valueOf(a.text("status", "FINAL")),
                        a.number("chain", 1),
                        word("tx"));
            case "dispute" ->
                new ProviderInput.DisputeFiled(
                        a.id(),
                        a.provider(),
                        a.payer(),
                        a.text("id", "i1"),
                        a.amount("amount", "1"),
                        "wrong answer",
                        (int) a.number("from", 3),
                        a.number("seq", 9));
            case "decide" ->
                new ProviderInput.DisputeDecided(
                        a.id(),
                        a.provider(),
                        a.payer(),
                        a.text("id", "i1"),
                        (int) a.number("from", 3),
                        a.number("seq", 9),
                        a.amount("upheld", "1"),
                        RequestedBy.GATEWAY);
            case "terms" ->
                new ProviderInput.ProviderTermsSet(
                        a.id(),
                        a.provider(),
                        new PayoutTerms(
                                chains(a.text("chains", "5,9")), a.named("token"), (int) a.number("slippage", 50)),
                        a.nonceOr("t1"),
                        a.number("validBefore", 9_000));
            case "reroute" ->
                new ProviderInput.PayoutRerouted(a.id(), a.provider(), a.text("id", "p1"), a.number("chain", 5));
            case "move" ->
                new ProviderInput.TreasuryMoveConfirmed(
                        a.id(),
                        a.provider(),
                        a.text("id", "m1"),
                        TransferStatus.valueOf(a.text("status", "SUBMITTED")),
                        a.number("source", 1),
                        a.number("to", 5),
                        a.number("micros", 1_000_000),
                        a.number("fee", 10),
                        word("tx"));
            case "refund" ->
                new ProviderInput.ProviderRefunded(
                        a.id(), a.provider(), a.payer(), a.text("id", "i1"), a.amount("amount", "1"), a.nonceOr("f1"));
            default -> throw new IllegalArgumentException("no such input: " + verb);
        };
    }
}
