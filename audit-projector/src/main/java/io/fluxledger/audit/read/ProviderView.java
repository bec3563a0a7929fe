package io.fluxledger.audit.read;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What a provider earns and why: its days, its windows, what they were paid with, what is still to come. */
final class ProviderView {
    private static final int LATEST = 50;

    private ProviderView() {}

    /** Null when nobody was charged for it and it never registered. */
    static @Nullable Map<String, Object> read(Handle handle, String provider) {
        Map<String, Object> answer = new LinkedHashMap<>();
        Reading.rows(handle, """
                SELECT COALESCE(t.provider, p.provider) AS provider, t.calls, t.gross_nanos, t.fee_nanos, t.net_nanos,
                       t.input_tokens, t.output_tokens, p.payout_address, p.payout_chain_id, p.payout_token,
                       p.alternative_chains, p.slippage_bps
                FROM provider_totals t FULL JOIN providers p ON p.provider = t.provider
                WHERE COALESCE(t.provider, p.provider) = :id""", provider).forEach(answer::putAll);
        if (answer.isEmpty()) {
            return null;
        }
        answer.put("balances", Reading.rows(handle, """
                SELECT account_type, chain_id, amount_nanos FROM account_balances WHERE owner = :id
                ORDER BY account_type, chain_id""", provider));
        answer.put(
                "days",
                Reading.rows(
                        handle,
                        "SELECT * FROM (SELECT CAST(day AS text) AS day, calls, gross_nanos, fee_nanos, net_nanos,"
                                + " input_tokens, output_tokens FROM earnings WHERE provider = :id) d"
                                + " ORDER BY day DESC LIMIT " + LATEST,
                        provider));
        answer.put(
                "windows",
                Reading.rows(
                        handle,
                        "SELECT * FROM windows WHERE provider = :id ORDER BY window_end_ms DESC LIMIT " + LATEST,
                        provider));
        answer.put(
                "payouts",
                Reading.rows(
                        handle,
                        "SELECT * FROM payouts WHERE provider = :id ORDER BY window_end_ms DESC, payout_id LIMIT "
                                + LATEST,
                        provider));
        return answer;
    }
}
