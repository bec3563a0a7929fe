package io.fluxledger.audit.read;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** An address with all that the ledger knows of it, as payer and as provider. */
final class AccountView {
    private static final int LATEST = 50;

    private AccountView() {}

    /** Null when the address is in no journal line. */
    static @Nullable Map<String, Object> read(Handle handle, String address, Moment asOf) {
        boolean known = handle.createQuery("SELECT EXISTS (SELECT 1 FROM journal_lines WHERE account = :account)")
                .bind("account", address)
                .mapTo(Boolean.class)
                .one();
        if (!known) {
            return null;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("address", address);
        if (!asOf.isLatest()) {
            answer.put("balances", PastBalances.of(handle, address, asOf));
            return answer;
        }
        answer.put("balances", Reading.rows(handle, """
                SELECT account_type, chain_id, amount_nanos FROM account_balances WHERE owner = :id
                ORDER BY account_type, chain_id""", address));
        answer.put("totals", Reading.rows(handle, """
                SELECT account_type, sum(amount_nanos) AS amount_nanos FROM account_balances WHERE owner = :id
                GROUP BY account_type ORDER BY account_type""", address));
        answer.put("intents", Reading.rows(handle, """
                SELECT status, count(*) AS intents, sum(captured_nanos) AS captured_nanos FROM intents
                WHERE payer = :id GROUP BY status ORDER BY status""", address));
        addTransfers(handle, address, answer);
        addAsProvider(handle, address, answer);
        return answer;
    }

    private static void addTransfers(Handle handle, String address, Map<String, Object> answer) {
        answer.put(
                "deposits",
                Reading.rows(
                        handle,
                        "SELECT * FROM deposits WHERE payer = :id"
                                + " ORDER BY COALESCE(opened_clock_ms, closed_clock_ms) DESC, nonce LIMIT " + LATEST,
                        address));
        answer.put(
                "withdrawals",
                Reading.rows(
                        handle,
                        "SELECT * FROM withdrawals WHERE payer = :id ORDER BY opened_clock_ms DESC, withdrawal_id"
                                + " LIMIT " + LATEST,
                        address));
        answer.put(
                "disputes",
                Reading.rows(
                        handle,
                        "SELECT * FROM disputes WHERE payer = :id OR provider = :id"
                                + " ORDER BY COALESCE(opened_clock_ms, taken_clock_ms) DESC, source_partition,"
                                + " source_sequence LIMIT " + LATEST,
                        address));
        answer.put(
                "refunds",
                Reading.rows(
                        handle,
                        "SELECT * FROM refunds WHERE payer = :id OR provider = :id"
                                + " ORDER BY COALESCE(issued_clock_ms, credited_clock_ms) DESC, source_partition,"
                                + " source_sequence LIMIT " + LATEST,
                        address));
    }

    private static void addAsProvider(Handle handle, String address, Map<String, Object> answer) {
        Reading.rows(handle, """
                SELECT calls AS charges, gross_nanos, fee_nanos, net_nanos, input_tokens, output_tokens
                FROM provider_totals WHERE provider = :id""", address).forEach(earned -> answer.put("earned", earned));
        Reading.rows(handle, """
                SELECT payout_address, payout_chain_id, payout_token, alternative_chains, slippage_bps
                FROM providers WHERE provider = :id""", address).forEach(wish -> answer.put("payout", wish));
    }
}
