package io.fluxledger.settlement.http;

import io.fluxledger.events.KycStatusChanged;
import io.fluxledger.events.PayoutShare;
import io.fluxledger.events.UsageChecked;
import io.fluxledger.events.WindowClosed;
import io.fluxledger.settlement.notify.Message;
import io.fluxledger.settlement.plan.UsageFigures;
import io.fluxledger.settlement.track.PayoutView;
import io.fluxledger.settlement.track.ProviderView;
import io.fluxledger.settlement.track.ProviderWindow;
import io.fluxledger.settlement.track.RunningUsage;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the worker knows, as JSON. Amounts are decimal strings in USDC. */
final class SettlementJson {
    private static final int NANO_DIGITS = 9;
    private static final int MICRO_DIGITS = 6;

    private SettlementJson() {}

    static Map<String, Object> share(PayoutShare share) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("provider", "0x" + HexFormat.of().formatHex(share.getProvider().bytes()));
        body.put("net", nanos(share.getNetNanos()));
        body.put("sharePpm", share.getSharePpm());
        body.put("payout", micros(share.getPayoutMicros()));
        body.put("carried", nanos(share.getCarriedNanos()));
        return body;
    }

    static Map<String, Object> payout(PayoutView payout) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payoutId", payout.payoutId());
        body.put("provider", payout.provider());
        body.put("windowEndMs", payout.windowEndMs());
        body.put("chainId", payout.chainId());
        body.put("recipient", payout.recipient());
        body.put("amount", micros(payout.amountMicros()));
        if (payout.amountMicros() != payout.plannedMicros()) {
            body.put("planned", micros(payout.plannedMicros()));
        }
        body.put("state", text(payout.state()));
        if (payout.check() != null) {
            body.put("check", check(payout.check()));
        }
        if (payout.reason() != null) {
            body.put("reason", payout.reason());
        }
        if (payout.transactionHash() != null) {
            body.put(
                    "transactionHash",
                    "0x" + HexFormat.of().formatHex(payout.transactionHash().bytes()));
        }
        return body;
    }

    private static Map<String, Object> check(UsageChecked check) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("result", text(check.getResult()));
        body.put("fromMs", check.getFromMs());
        body.put("toMs", check.getToMs());
        if (check.getCalls() != null) {
            body.put("calls", check.getCalls());
            body.put("inputTokens", check.getInputTokens());
            body.put("outputTokens", check.getOutputTokens());
            body.put("gross", check.getGrossNanos() == null ? null : nanos(check.getGrossNanos()));
        }
        body.put("attempts", check.getAttempts());
        body.put("detail", check.getDetail());
        body.put("atMs", check.getAtMs());
        return body;
    }

    static Map<String, Object> provider(ProviderView provider) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("provider", provider.provider());
        body.put("state", provider.state().text());
        if (provider.unservedChainId() != 0) {
            body.put("unservedChainId", provider.unservedChainId());
        }
        body.put("identity", identity(provider.identity()));
        body.put("mayReceive", provider.mayReceive());
        body.put("claims", text(provider.claims()));
        body.put("running", running(provider.running()));
        body.put("claimable", micros(provider.claimableMicros()));
        body.put("held", micros(provider.heldMicros()));
        body.put("underWay", micros(provider.underWayMicros()));
        body.put("paid", micros(provider.paidMicros()));
        return body;
    }

    private static Map<String, Object> identity(@Nullable KycStatusChanged said) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (said == null) {
            body.put("status", "unknown");
        } else {
            body.put("status", text(said.getStatus()));
            body.put("sinceMs", said.getEffectiveMs());
            if (!said.getReason().isEmpty()) {
                body.put("reason", said.getReason());
            }
        }
        return body;
    }

    private static Map<String, Object> running(RunningUsage running) {
        Map<String, Object> body = figures(running.figures());
        body.put("fee", nanos(running.feeNanos()));
        body.put("net", nanos(running.netNanos()));
        return body;
    }

    private static Map<String, Object> figures(UsageFigures figures) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("calls", figures.calls());
        body.put("inputTokens", figures.inputTokens());
        body.put("outputTokens", figures.outputTokens());
        body.put("gross", nanos(figures.grossNanos()));
        return body;
    }

    static Map<String, Object> window(ProviderWindow window) {
        WindowClosed entry = window.window().entry();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("windowEndMs", entry.getWindowEndMs());
        body.putAll(figures(window.window().figures()));
        body.put("fee", nanos(entry.getFeeNanos()));
        body.put("net", nanos(entry.getNetNanos()));
        body.put("minimumFee", nanos(entry.getMinimumFeeNanos()));
        body.put("payable", nanos(window.window().payableNanos()));
        PayoutShare share = window.share();
        if (share != null) {
            body.put("sharePpm", share.getSharePpm());
            body.put("carried", nanos(share.getCarriedNanos()));
        }
        if (window.payout() != null) {
            body.put("payout", payout(window.payout()));
        }
        return body;
    }

    static Map<String, Object> message(Message message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", message.id());
        body.put("provider", message.provider());
        body.put("type", message.kind());
        body.put("queuedMs", message.queuedMs());
        body.put("state", text(message.state()));
        body.put("attempts", message.attempts());
        if (message.attemptedMs() != 0) {
            body.put("attemptedMs", message.attemptedMs());
        }
        if (message.state() == Message.State.WAITING) {
            body.put("nextMs", message.nextMs());
        }
        if (message.detail() != null) {
            body.put("detail", message.detail());
        }
        return body;
    }

    static String micros(long amountMicros) {
        return usdc(amountMicros, MICRO_DIGITS);
    }

    static String nanos(long amountNanos) {
        return usdc(amountNanos, NANO_DIGITS);
    }

    private static String usdc(long amount, int digits) {
        return amount == 0
                ? "0"
                : BigDecimal.valueOf(amount, digits).stripTrailingZeros().toPlainString();
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
