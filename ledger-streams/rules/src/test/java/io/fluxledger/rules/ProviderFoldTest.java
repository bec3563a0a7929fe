package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One row is an input and its exact outcome, with the provider's balances and open window after it. */
class ProviderFoldTest {
    static final String BATCH = """
            1000 | charge amount=0.007                  | ACCEPTED                     | payable=0.006993 window=1:0.007:0.000007
            1000 | charge amount=0.007                  | ALREADY_APPLIED              | payable=0.006993 window=1:0.007:0.000007
            1000 | charge seq=2 amount=0                | INVALID_AMOUNT               | payable=0.006993 window=1:0.007:0.000007
            1000 | charge seq=2 chain=5 amount=0.000000999 | ACCEPTED                  | payable=0.006993 payable@5=0.000000999 window=2:0.007000999:0.000007
            1000 | charge seq=3 amount=0.000000001       | ACCEPTED                     | payable=0.006993 payable@5=0.000000999 window=3:0.007001:0.000007001
            1000 | charge seq=4 funding=ESCROW amount=0.01 fee=0.00001 | ACCEPTED      | payable=0.006993 payable@5=0.000000999 window=4:0.017001:0.000017001
            1000 | window end=1001                      | WINDOW_NOT_ENDED             | payable=0.006993 payable@5=0.000000999 window=4:0.017001:0.000017001
            1000 | window end=1000                      | ACCEPTED ACCEPTED            | payable=0.006993 payable@5=0.000000999 window=0:0:0
            1000 | window end=1000                      | ALREADY_APPLIED              | payable=0.006993 payable@5=0.000000999 window=0:0:0
            1000 | pay id=p1 micros=0                   | INVALID_AMOUNT               | payable=0.006993 payable@5=0.000000999 window=0:0:0
            1000 | pay id=p1 micros=6994                | INSUFFICIENT_PAYABLE         | payable=0.006993 payable@5=0.000000999 window=0:0:0
            1000 | pay id=p1 provider=nobody            | UNKNOWN_PROVIDER             | none
            1000 | pay id=p1                            | ACCEPTED                     | payable@5=0.000000999 in_flight=0.006993 window=0:0:0
            1000 | pay id=p1                            | ALREADY_APPLIED              | payable@5=0.000000999 in_flight=0.006993 window=0:0:0
            1000 | pay id=p1 micros=1                   | PAYOUT_WITH_DIFFERENT_CONTENT | payable@5=0.000000999 in_flight=0.006993 window=0:0:0
            1000 | paid id=none                         | UNKNOWN_PAYOUT               | payable@5=0.000000999 in_flight=0.006993 window=0:0:0
            1000 | paid id=p1 status=SUBMITTED          | ACCEPTED                     | payable@5=0.000000999 in_flight=0.006993 window=0:0:0
            1000 | paid id=p1 status=SUBMITTED          | ALREADY_APPLIED              | payable@5=0.000000999 in_flight=0.006993 window=0:0:0
            1000 | paid id=p1 status=RETURNED           | ACCEPTED                     | payable=0.006993 payable@5=0.000000999 window=0:0:0
            1000 | paid id=p1 status=RETURNED           | ALREADY_APPLIED              | payable=0.006993 payable@5=0.000000999 window=0:0:0
            1000 | paid id=p1                           | PAYOUT_ALREADY_CLOSED        | payable=0.006993 payable@5=0.000000999 window=0:0:0
            1000 | pay id=p2                            | ACCEPTED                     | payable@5=0.000000999 in_flight=0.006993 window=0:0:0
            1000 | paid id=p2                           | ACCEPTED                     | payable@5=0.000000999 window=0:0:0
            2000 | window end=2000                      | ACCEPTED ACCEPTED            | payable@5=0.000000999 window=0:0:0
            2000 | garbage                              | UNREADABLE                   | payable@5=0.000000999 window=0:0:0
            2000 | charge seq=9 key=0x                  | KEY_MISMATCH                 | payable@5=0.000000999 window=0:0:0
            """;

    static final String INSTANT = """
            1000 | charge mode=INSTANT amount=0.0070019 | ACCEPTED | payable=0.000000899 in_flight=0.006994 window=1:0.0070019:0.000007001
            1000 | paid id=instant                      | ACCEPTED | payable=0.000000899 window=1:0.0070019:0.000007001
            1000 | charge seq=2 mode=INSTANT amount=0.000000001 | ACCEPTED | payable=0.0000009 window=2:0.007001901:0.000007001
            """;

    static final String REGISTRATION = """
            1000 | register validBefore=1000            | AUTHORIZATION_EXPIRED | none
            1000 | register                             | ACCEPTED              | zero window=0:0:0
            1000 | register                             | ALREADY_APPLIED       | zero window=0:0:0
            1000 | register address=other               | NONCE_REUSED          | zero window=0:0:0
            1000 | tick                                 | -                     | zero window=0:0:0
            1000 | parameters ppm=2000                  | ACCEPTED              | zero window=0:0:0
            1000 | charge amount=1                      | ACCEPTED              | payable=0.998 window=1:1:0.002
            1000 | parameters ppm=0                     | ACCEPTED              | payable=0.998 window=1:1:0.002
            1000 | charge seq=2 amount=9223372035       | ACCEPTED              | payable=9223372035.998 window=2:9223372036:0.002
            1000 | charge seq=3 amount=1                | OVERFLOW              | payable=9223372035.998 window=2:9223372036:0.002
            1000 | parameters ppm=-1                    | INVALID_AMOUNT        | payable=9223372035.998 window=2:9223372036:0.002
            """;

    static final String DISPUTES = """
            1000 | charge amount=1                 | ACCEPTED                | payable=0.999 window=1:1:0.001
            1000 | decide                          | UNKNOWN_DISPUTE         | payable=0.999 window=1:1:0.001
            1000 | dispute seq=2 amount=0.4        | ACCEPTED                | payable=0.599 disputed=0.4 window=1:1:0.001
            1000 | dispute seq=2 amount=0.4        | ALREADY_APPLIED         | payable=0.599 disputed=0.4 window=1:1:0.001
            1000 | decide amount=0.5               | INVALID_AMOUNT          | payable=0.599 disputed=0.4 window=1:1:0.001
            1000 | decide amount=-1                | INVALID_AMOUNT          | payable=0.599 disputed=0.4 window=1:1:0.001
            1000 | decide amount=0.1 payer=carol   | UNKNOWN_DISPUTE         | payable=0.599 disputed=0.4 window=1:1:0.001
            1000 | decide amount=0.1               | ACCEPTED                | payable=0.899 window=1:1:0.001
            1000 | decide amount=0.1               | ALREADY_APPLIED         | payable=0.899 window=1:1:0.001
            1000 | decide amount=0.2               | DISPUTE_ALREADY_CLOSED  | payable=0.899 window=1:1:0.001
            1000 | dispute seq=3 amount=2          | ACCEPTED                | disputed=0.899 window=1:1:0.001
            1000 | decide seq=3 amount=2           | ACCEPTED                | debt=-1.101 window=1:1:0.001
            1000 | charge seq=4 amount=1           | ACCEPTED                | debt=-0.102 window=2:2:0.002
            1000 | charge seq=5 amount=1 mode=INSTANT | ACCEPTED             | payable=0.897 window=3:3:0.003
            1000 | giveback amount=0               | INVALID_AMOUNT          | payable=0.897 window=3:3:0.003
            1000 | giveback amount=1               | INSUFFICIENT_PAYABLE    | payable=0.897 window=3:3:0.003
            1000 | giveback amount=0.097           | ACCEPTED                | payable=0.8 window=3:3:0.003
            1000 | giveback amount=0.097           | ALREADY_APPLIED         | payable=0.8 window=3:3:0.003
            1000 | giveback amount=0.096           | NONCE_REUSED            | payable=0.8 window=3:3:0.003
            1000 | giveback provider=nobody        | UNKNOWN_PROVIDER        | none
            """;

    private static final String MONTHS = """
            1767225600000 | parameters minimum=10 volume=1000      | ACCEPTED          | none
            1767225600000 | charge amount=500                      | ACCEPTED          | payable=499.5 window=1:500:0.5
            1767312000000 | window end=1767312000000               | ACCEPTED ACCEPTED | payable=499.5 window=0:0:0
            1767312000000 | charge seq=2 amount=501                | ACCEPTED          | payable=999.999 window=1:501:0.501
            1769904000000 | window end=1769904000000               | ACCEPTED ACCEPTED | payable=991 window=0:0:0
            1769904000000 | charge seq=3 amount=2000 mode=INSTANT  | ACCEPTED          | payable=991 in_flight=1998 window=1:2000:2
            1769904000000 | pay micros=991000000                   | ACCEPTED          | in_flight=2989 window=1:2000:2
            1772323200000 | window end=1772323200000               | ACCEPTED ACCEPTED | in_flight=2989 debt=-8 window=0:0:0
            1772323200000 | charge seq=4 amount=10                 | ACCEPTED          | payable=1.99 in_flight=2989 window=1:10:0.01
            1775001600000 | window end=1775001600000               | ACCEPTED ACCEPTED | payable=1.99 in_flight=2989 window=0:0:0
            """;

    private final ProviderState store = new ProviderState();
    private final ProviderFold fold = new ProviderFold(store);
    private final List<JournalLine> journal = new ArrayList<>();
    private long offset;

    private List<String> run(long clockMs, String row) {
        String[] words = row.split("\\s+");
        Map<String, String> values = new HashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), word.substring(equals + 1));
        }
        PayerScript.Args a = new PayerScript.Args(values, new InputId(8, offset));
        String key = values.getOrDefault("key", a.provider().toString());
        InputSource source = new InputSource(key, 0, 1, offset++, clockMs);
        Folded folded =
                words[0].equals("garbage") ? fold.unreadable(source, a.id()) : fold.fold(source, parse(words[0], a));
        journal.addAll(folded.lines());
        List<String> outcomes = folded.lines().stream()
                .map(l -> l.reason() == null ? l.outcome().name() : l.reason().name())
                .toList();
        return List.of(outcomes.isEmpty() ? "-" : String.join(" ", outcomes), state(a.provider()));
    }

    private String state(Address provider) {
        ProviderAccount account = store.account(provider);
        if (account == null) {
            return "none";
        }
        List<String> all = new ArrayList<>();
        for (SubBalance b : account.balances().all()) {
            String name = b.account().name().replace("PROVIDER_", "").toLowerCase(java.util.Locale.ROOT);
            all.add(name + (b.chainId() == 1 ? "" : "@" + b.chainId()) + "=" + PayerScript.usdc(b.amountNanos()));
        }
        Usage window = account.window();
        all.add((all.isEmpty() ? "zero " : "") + "window=" + window.calls() + ":"
                + PayerScript.usdc(window.grossNanos()) + ":" + PayerScript.usdc(window.feeNanos()));
        return String.join(" ", all);
    }

    private ProviderInput parse(String verb, PayerScript.Args a) {
        return switch (verb) {
            case "charge" ->
                new ProviderInput.UsageCharged(
                        a.id(),
                        a.provider(),
                        a.payer(),
                        "i" + a.number("seq", 1),
                        Funding.valueOf(a.text("funding", "CREDITS")),
                        PayoutMode.valueOf(a.text("mode", "BATCH")),
                        1,
                        List.of(new Draw(a.number("chain", 1), a.amount("amount", "0.007"))),
                        a.amount("fee", "0"),
                        100,
                        50,
                        3,
                        a.number("seq", 1));
            case "dispute" ->
                new ProviderInput.DisputeFiled(
                        a.id(), a.provider(), a.payer(), "i1", a.amount("amount", "0.4"), "bad", 3, a.number("seq", 2));
            case "decide" ->
                new ProviderInput.DisputeDecided(
                        a.id(),
                        a.provider(),
                        a.payer(),
                        "i1",
                        3,
                        a.number("seq", 2),
                        a.amount("amount", "0.1"),
                        RequestedBy.GATEWAY);
            case "giveback" ->
                new ProviderInput.ProviderRefunded(
                        a.id(), a.provider(), a.payer(), "i1", a.amount("amount", "0.1"), a.nonceOr("b1"));
            case "window" -> new ProviderInput.WindowTick(a.id(), a.number("end", 0));
            case "pay" ->
                new ProviderInput.PayoutInstructed(
                        a.id(),
                        a.provider(),
                        a.text("id", "p1"),
                        "b1",
                        1_000,
                        1,
                        a.number("micros", 6_993),
                        a.provider());
            case "paid" ->
                new ProviderInput.PayoutConfirmed(
                        a.id(),
                        a.provider(),
                        a.text("id", "p1").equals("instant") ? "instant:3:1" : a.text("id", "p1"),
                        TransferStatus.valueOf(a.text("status", "FINAL")),
                        1,
                        PayerScript.word("tx"));
            case "register" ->
                new ProviderInput.ProviderRegistered(
                        a.id(),
                        a.provider(),
                        PayerScript.address(a.text("address", "wallet")),
                        2,
                        a.nonceOr("g1"),
                        a.number("validBefore", 9_000));
            case "tick", "garbage" -> new ProviderInput.ClockTick(a.id());
            case "parameters" ->
                new ProviderInput.ParametersActivated(
                        a.id(),
                        new Parameters(
                                1,
                                a.number("ppm", 1_000),
                                a.amount("minimum", "0"),
                                a.amount("volume", "0"),
                                1,
                                86_400_000,
                                86_400_000));
            default -> throw new IllegalArgumentException("no such input: " + verb);
        };
    }

    @Test
    void batch() {
        ScriptTables.check(BATCH, this::run);
        assertSumsToZeroWithClearing();
    }

    @Test
    void disputesAndRefunds() {
        ScriptTables.check(DISPUTES, this::run);
        assertSumsToZeroWithClearing();
    }

    /** January 2026 ends above the volume and below the minimum; February likewise, after everything was paid; March not. */
    @Test
    void theMonthsMinimumIsTakenOrOwed() {
        ScriptTables.check(MONTHS, this::run);
        assertSumsToZeroWithClearing();
    }

    @Test
    void instant() {
        ScriptTables.check(INSTANT, this::run);
        assertThat(journal.getFirst().entries()).anyMatch(e -> e instanceof PayoutOpened);
    }

    @Test
    void registrationAndParameters() {
        ScriptTables.check(REGISTRATION, this::run);
    }

    /** A payout may draw on the balances of several chains: its own first, then ascending. */
    @Test
    void payoutDrawsOnSeveralChains() {
        ScriptTables.check("""
                1000 | charge chain=9 amount=1       | ACCEPTED | payable@9=0.999 window=1:1:0.001
                1000 | charge seq=2 chain=5 amount=1 | ACCEPTED | payable@5=0.999 payable@9=0.999 window=2:2:0.002
                1000 | charge seq=3 chain=1 amount=1 | ACCEPTED | payable=0.999 payable@5=0.999 payable@9=0.999 window=3:3:0.003
                1000 | pay micros=1500000            | ACCEPTED | payable@5=0.498 payable@9=0.999 in_flight=0.999 in_flight@5=0.501 window=3:3:0.003
                """, this::run);
    }

    private void assertSumsToZeroWithClearing() {
        assertThat(journal)
                .allSatisfy(line -> assertThat(line.postings().stream()
                                .mapToLong(Posting::amountNanos)
                                .sum())
                        .isZero());
    }
}
