package io.fluxledger.settlement.track;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fluxledger.runtime.Json;
import io.fluxledger.settlement.notify.NotificationKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the KYC portal is sent: type, time and data, as Standard Webhooks has it. */
final class NotificationBody {
    private static final int MICRO_DIGITS = 6;

    private NotificationBody() {}

    static String of(NotificationKind kind, PayoutView payout, String identity, long nowMs) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("provider", payout.provider());
        data.put("payoutId", payout.payoutId());
        data.put("batchId", payout.batchId());
        data.put("windowEndMs", payout.windowEndMs());
        data.put(
                "amount",
                BigDecimal.valueOf(payout.amountMicros(), MICRO_DIGITS)
                        .stripTrailingZeros()
                        .toPlainString());
        data.put("chainId", payout.chainId());
        data.put("state", payout.state().name().toLowerCase(Locale.ROOT));
        data.put("identity", identity);
        if (payout.check() != null && kind == NotificationKind.HELD) {
            data.put("check", payout.check().getResult().name().toLowerCase(Locale.ROOT));
            data.put("detail", payout.check().getDetail());
        }
        if (payout.transactionHash() != null) {
            data.put(
                    "transactionHash",
                    "0x" + HexFormat.of().formatHex(payout.transactionHash().bytes()));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", kind.type());
        body.put("timestamp", Instant.ofEpochMilli(nowMs).toString());
        body.put("data", data);
        try {
            return Json.STRICT.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not representable as JSON: " + List.copyOf(data.keySet()), e);
        }
    }
}
