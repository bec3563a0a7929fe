package io.fluxledger.rules;

import io.fluxledger.rules.PayerInput.OfPayer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a text table through a payers' fold: one row is an input and its exact outcome.
 *
 * <pre>clock | input name=value … | outcome or reason | balances after (of the row's payer)</pre>
 */
final class PayerScript {
    static final int PARTITIONS = 1;

    final PayerState store = new PayerState();
    final PayerFold fold = new PayerFold(store);
    final List<JournalLine> journal = new ArrayList<>();
    final List<ProviderInput.OfProvider> charges = new ArrayList<>();
    private long offset;

    /** Offset, and so the id, of the next row's input. */
    void startAt(long next) {
        offset = next;
    }

    /** Result of a row, in the form of the table's last two columns. */
    record Result(String outcome, String balances) {}

    static Address address(String name) {
        return Address.of(Arrays.copyOf(sha(name), Address.BYTES));
    }

    static Bytes32 word(String name) {
        return Bytes32.of(sha("word " + name));
    }

    private static byte[] sha(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static long nanos(String usdc) {
        return new BigDecimal(usdc).movePointRight(9).longValueExact();
    }

    static String usdc(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    Result run(long clockMs, String row) {
        String[] words = row.trim().split("\\s+");
        Map<String, String> args = new HashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            int equals = word.indexOf('=');
            args.put(word.substring(0, equals), word.substring(equals + 1));
        }
        Args a = new Args(args, new InputId(7, offset));
        PayerInput input = parse(words[0], a);
        Address payer = input instanceof OfPayer of ? of.payer() : address(args.getOrDefault("payer", "alice"));
        String key = args.containsKey("key") ? args.get("key") : payer.toString();
        InputSource source =
                new InputSource(key, (int) a.number("partition", 0), (int) a.number("of", 1), offset++, clockMs);
        Folded folded = words[0].equals("garbage") ? fold.unreadable(source, a.id()) : fold.fold(source, input);
        journal.addAll(folded.lines());
        charges.addAll(folded.charges());
        return new Result(outcome(folded.lines()), balances(payer));
    }

    private static String outcome(List<JournalLine> lines) {
        List<String> all = new ArrayList<>();
        for (JournalLine line : lines) {
            all.add(
                    line.reason() == null
                            ? line.outcome().name()
                            : line.reason().name());
        }
        return all.isEmpty() ? "-" : String.join(" ", all);
    }

    String balances(Address payer) {
        PayerAccount account = store.account(payer);
        if (account == null) {
            return "none";
        }
        List<String> all = new ArrayList<>();
        for (SubBalance b : account.balances().all()) {
            String name = b.account().name().replace("PAYER_", "").toLowerCase(java.util.Locale.ROOT);
            all.add(name + (b.chainId() == 1 ? "" : "@" + b.chainId()) + "=" + usdc(b.amountNanos()));
        }
        return all.isEmpty() ? "zero" : String.join(" ", all);
    }

    /** Arguments of a row with their defaults. */
    record Args(Map<String, String> values, InputId id) {
        String text(String name, String otherwise) {
            return values.getOrDefault(name, otherwise);
        }

        long number(String name, long otherwise) {
            return values.containsKey(name) ? Long.parseLong(values.get(name)) : otherwise;
        }

        long amount(String name, String otherwise) {
            return nanos(text(name, otherwise));
        }

        Address payer() {
            return address(text("payer", "alice"));
        }

        Address provider() {
            return address(text("provider", "bob"));
        }

        /** The address of what the row names; null when it names nothing. */
        @Nullable
        Address named(String name) {
            return values.containsKey(name) ? PayerScript.address(text(name, "")) : null;
        }

        DepositKey deposit() {
            return new DepositKey(number("chain", 1), address("usdc"), word(text("nonce", "d1")));
        }

        Bytes32 nonceOr(String otherwise) {
            return word(text("nonce", otherwise));
        }
    }

    private static PayerInput parse(String verb, Args a) {
        return switch (verb) {
            case "request" ->
                new PayerInput.DepositRequested(
                        a.id(),
                        a.payer(),
                        a.deposit(),
                        a.number("micros", 50_000_000),
                        0,
                        a.number("validBefore", 1_000),
                        Signature.NONE);
            case "deposited" ->
                new PayerInput.CreditsDeposited(
                        a.id(), a.payer(), a.deposit(), a.number("micros", 50_000_000), word("tx"), 7);
            case "seen" ->
                new PayerInput.DepositSeen(
                        a.id(), a.payer(), a.deposit(), a.number("micros", 50_000_000), word("tx"), 7);
            case "revoked" -> new PayerInput.DepositRevoked(a.id(), a.payer(), a.deposit(), word("tx"));
            case "unmatched" ->
                new PayerInput.TransferUnmatched(
                        a.id(), a.payer(), a.deposit(), a.number("micros", 50_000_000), word("tx"), 7);
            case "suspense" ->
                new PayerInput.SuspenseResolved(
                        a.id(), a.payer(), a.deposit(), SuspenseResolution.valueOf(a.text("to", "CREDIT")), null);
            case "dispute" ->
                new PayerInput.DisputeRaised(
                        a.id(),
                        a.payer(),
                        a.text("id", "i1"),
                        a.provider(),
                        a.amount("amount", "0.007"),
                        "no answer",
                        a.nonceOr("x1"));
            case "refunded" ->
                new PayerInput.ProviderRefundReceived(
                        a.id(),
                        a.payer(),
                        a.provider(),
                        "i1",
                        List.of(new Draw(a.number("chain", 1), a.amount("amount", "0.007"))),
                        3,
                        a.number("seq", 1));
            case "hold" -> new PayerInput.HoldPlaced(a.id(), a.number("chain", 2), "bridges down");
            case "release" -> new PayerInput.HoldReleased(a.id(), a.number("chain", 2));
            case "quarantine" ->
                new PayerInput.InputQuarantined(a.id(), new InputId(7, a.number("input", 0)), "broken");
            case "revoke" ->
                new PayerInput.EscrowRevoked(
                        a.id(),
                        a.payer(),
                        a.text("id", "e1"),
                        EscrowStep.valueOf(a.text("step", "AUTHORIZE")),
                        a.number("chain", 2),
                        word("tx"));
            case "grant" ->
                new PayerInput.SessionGranted(
                        a.id(),
                        a.payer(),
                        address(a.text("session", "k1")),
                        a.amount("limit", "0.1"),
                        a.number("expires", 200_000),
                        a.number("chain", 0),
                        a.named("provider"),
                        a.nonceOr("g1"));
            case "takeBack" ->
                new PayerInput.SessionRevoked(
                        a.id(),
                        a.payer(),
                        address(a.text("session", "k1")),
                        RevokedBy.valueOf(a.text("by", "PAYER")),
                        a.nonceOr("v1"));
            case "depositFailed" -> new PayerInput.DepositFailed(a.id(), a.payer(), a.deposit(), "reverted");
            case "lock" -> lock(a);
            case "escrow" -> escrow(a);
            case "receipt" ->
                new PayerInput.UsageReceipt(
                        a.id(),
                        a.payer(),
                        a.text("id", "i1"),
                        a.provider(),
                        a.amount("used", "0.007"),
                        a.number("in", 100),
                        a.number("out", 50),
                        a.number("payoutChain", 2),
                        a.nonceOr("r1"),
                        5);
            case "settle" ->
                new PayerInput.SettlementRequested(
                        a.id(),
                        a.payer(),
                        a.text("id", "i1"),
                        a.provider(),
                        RequestedBy.valueOf(a.text("by", "PROVIDER")),
                        a.nonceOr("s1"),
                        a.amount("cost", "0"));
            case "holdIntent" ->
                new PayerInput.IntentHeld(a.id(), a.payer(), a.text("id", "i1"), a.provider(), "price");
            case "releaseIntent" -> new PayerInput.IntentReleased(a.id(), a.payer(), a.text("id", "i1"), a.provider());
            case "prefer" ->
                new PayerInput.RefundChainPreferred(a.id(), a.payer(), a.number("chain", 5), a.number("issued", 1_000));
            case "refund" ->
                new PayerInput.RefundRequested(
                        a.id(),
                        a.payer(),
                        a.text("id", "i1"),
                        a.provider(),
                        RefundReason.PROVIDER_FAILED,
                        RequestedBy.valueOf(a.text("by", "PROVIDER")),
                        a.nonceOr("f1"));
            case "withdraw" ->
                new PayerInput.WithdrawalRequested(
                        a.id(),
                        a.payer(),
                        a.text("id", "w1"),
                        a.number("chain", 1),
                        a.amount("amount", "10"),
                        a.payer(),
                        a.number("validBefore", 900_000),
                        a.nonceOr("w1"));
            case "withdrawn" ->
                new PayerInput.WithdrawalConfirmed(
                        a.id(),
                        a.payer(),
                        a.text("id", "w1"),
                        TransferStatus.valueOf(a.text("status", "FINAL")),
                        a.number("chain", 1),
                        word("tx"));
            case "confirm" ->
                new PayerInput.EscrowConfirmed(
                        a.id(),
                        a.payer(),
                        a.text("id", "e1"),
                        EscrowStep.valueOf(a.text("step", "AUTHORIZE")),
                        a.number("chain", 2),
                        word("tx"),
                        a.number("micros", 50_000),
                        a.number("fee", 0));
            case "fail" ->
                new PayerInput.EscrowFailed(
                        a.id(),
                        a.payer(),
                        a.text("id", "e1"),
                        EscrowStep.valueOf(a.text("step", "AUTHORIZE")),
                        a.number("chain", 2),
                        "reverted",
                        null);
            case "tick", "garbage" -> new PayerInput.ClockTick(a.id());
            case "parameters" ->
                new PayerInput.ParametersActivated(
                        a.id(),
                        new Parameters(
                                (int) a.number("version", 1),
                                a.number("ppm", 1_000),
                                0,
                                0,
                                (int) a.number("sweep", 256),
                                a.number("retention", 86_400_000),
                                a.number("life", 86_400_000)));
            default -> throw new IllegalArgumentException("no such input: " + verb);
        };
    }

    private static PayerInput lock(Args a) {
        long max = a.amount("max", "0.05");
        List<Draw> draws = new ArrayList<>();
        for (String draw : a.text("draws", "1:" + usdc(max)).split(",")) {
            if (!draw.isEmpty()) {
                String[] parts = draw.split(":");
                draws.add(new Draw(Long.parseLong(parts[0]), nanos(parts[1])));
            }
        }
        return new PayerInput.IntentLocked(
                a.id(),
                a.payer(),
                a.text("id", "i1"),
                Funding.CREDITS,
                PayoutMode.valueOf(a.text("mode", "BATCH")),
                a.provider(),
                max,
                a.number("deadline", 300_000),
                a.number("payoutChain", 2),
                draws,
                a.nonceOr("l1"),
                null,
                a.named("session"),
                a.text("gateway", "no").equals("yes"));
    }

    private static PayerInput escrow(Args a) {
        long max = a.amount("max", "0.05");
        EscrowTerms terms = new EscrowTerms(
                a.number("chain", 2),
                address("usdc"),
                address("operator"),
                address(a.text("receiver", a.text("provider", "bob"))),
                a.number("micros", 50_000),
                1_000,
                2_000,
                3_000,
                10,
                10,
                address("treasury"),
                word("salt"),
                Signature.NONE);
        return new PayerInput.IntentLocked(
                a.id(),
                a.payer(),
                a.text("id", "e1"),
                Funding.ESCROW,
                PayoutMode.valueOf(a.text("mode", "INSTANT")),
                a.provider(),
                max,
                a.number("deadline", 300_000),
                2,
                a.text("draws", "").isEmpty() ? List.of() : List.of(new Draw(2, max)),
                a.nonceOr("e1"),
                terms,
                a.named("session"),
                false);
    }
}
