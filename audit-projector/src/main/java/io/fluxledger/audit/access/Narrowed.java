package io.fluxledger.audit.access;

import io.fluxledger.audit.read.AuditQueries.Section;
import io.fluxledger.audit.read.Filters;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is left of answers for who is no auditor: what payers did, and nothing that a provider's earnings or payouts stand in or can be
 * taken from, neither by subtraction nor by asking again and again.
 */
public final class Narrowed {
    /** The payers' journal, the one that all may read. */
    public static final String JOURNAL = "ledger.journal.v1";

    private static final String OF_PAYERS = "PAYER_";
    private static final String TYPE = "accountType";

    private Narrowed() {}

    /** The rows of a list that are left; lists that answer auditors alone stay as they are. */
    public static Filters filters(Section section, Filters by) {
        return switch (section) {
            case JOURNAL -> by.only("topic", JOURNAL);
            case STATEMENTS -> by.only("topic", JOURNAL).startsWith("account_type", OF_PAYERS);
            case ACCOUNTS -> by.startsWith("account_type", OF_PAYERS);
            case DISCREPANCIES -> by.isNot("kind", "PAYOUT_NOT_PAID");
            case REJECTIONS,
                    INTENTS,
                    TRANSFERS,
                    CHARGES,
                    PROVIDERS,
                    WINDOWS,
                    BATCHES,
                    PAYOUTS,
                    PRIVATE_PAYOUTS,
                    TRANSACTIONS,
                    CONFIRMATIONS,
                    MOVES,
                    ANCHORS -> by;
        };
    }

    /** An account as a payer. */
    public static Map<String, Object> account(Map<String, Object> answer, String address) {
        Map<String, Object> left = new LinkedHashMap<>(answer);
        left.remove("earned");
        keep(left, "balances", Narrowed::isOfPayers);
        keep(left, "totals", Narrowed::isOfPayers);
        keep(left, "disputes", row -> address.equals(row.get("payer")));
        keep(left, "refunds", row -> address.equals(row.get("payer")));
        return left;
    }

    /** A call with what the payers' fold decided about it, and with its own transactions. */
    public static Map<String, Object> intent(Map<String, Object> answer) {
        Map<String, Object> left = new LinkedHashMap<>(answer);
        keep(left, "timeline", step -> isOfCall(step, answer.get("intentId")));
        return left;
    }

    /** A payer may call something as a payout is called, so the name alone says nothing. */
    private static boolean isOfCall(Map<?, ?> step, @Nullable Object intentId) {
        return switch (String.valueOf(step.get("step"))) {
            case "DECISION" -> JOURNAL.equals(step.get("topic"));
            case "TRANSACTION", "CONFIRMATION" ->
                Objects.equals(intentId, step.get("subjectId"))
                        && String.valueOf(step.get("kind")).startsWith("ESCROW_");
            default -> false;
        };
    }

    /** The sums of what payers have; the sum of all accounts stays. */
    public static Map<String, Object> trialBalance(Map<String, Object> answer) {
        Map<String, Object> left = new LinkedHashMap<>(answer);
        keep(left, "accounts", Narrowed::isOfPayers);
        return left;
    }

    /** Per chain whether what is held covers what is owed, and what is left beyond that: payouts change neither. */
    public static Map<String, Object> coverage(Map<String, Object> answer) {
        Map<String, Object> left = new LinkedHashMap<>();
        left.put("chains", surpluses(answer.get("chains"), "owed"));
        left.put("asOf", answer.getOrDefault("asOf", Map.of()));
        return left;
    }

    /** As {@link #coverage}, after a batch. */
    public static Map<String, Object> liabilities(Map<String, Object> answer) {
        Map<String, Object> left = new LinkedHashMap<>(answer);
        left.remove("leafEncoding");
        left.put("chains", surpluses(answer.get("chains"), "sum"));
        return left;
    }

    /** A batch of lines without the sums of what is owed after it. */
    public static Map<String, Object> anchor(Map<String, Object> answer) {
        Map<String, Object> left = new LinkedHashMap<>(answer);
        left.put("liabilities", surpluses(answer.get("liabilities"), "sum"));
        return left;
    }

    private static List<Map<String, Object>> surpluses(@Nullable Object chains, String owed) {
        List<Map<String, Object>> left = new ArrayList<>();
        for (Map<?, ?> chain : maps(chains)) {
            BigDecimal surplus =
                    amount(chain, "treasury").subtract(amount(chain, owed)).subtract(amount(chain, "betweenChains"));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("chainId", chain.get("chainId"));
            answer.put("covered", surplus.signum() >= 0);
            answer.put(
                    "surplus",
                    surplus.signum() == 0 ? "0" : surplus.stripTrailingZeros().toPlainString());
            left.add(answer);
        }
        return left;
    }

    private static boolean isOfPayers(Map<?, ?> row) {
        return String.valueOf(row.get(TYPE)).startsWith(OF_PAYERS);
    }

    private static void keep(Map<String, Object> answer, String field, Predicate<Map<?, ?>> wanted) {
        if (answer.containsKey(field)) {
            answer.put(field, maps(answer.get(field)).stream().filter(wanted).toList());
        }
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            }
        }
        return maps;
    }

    private static BigDecimal amount(Map<?, ?> from, String name) {
        return new BigDecimal(String.valueOf(from.get(name)));
    }
}
