package io.fluxledger.settlement.http;

import io.fluxledger.events.PayoutShare;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.settlement.track.BatchView;
import io.fluxledger.settlement.track.PayoutView;
import io.fluxledger.settlement.track.SettlementState;
import io.fluxledger.settlement.track.WindowView;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Routes of the worker. Amounts are decimal strings in USDC. */
public final class SettlementRoutes {
    private static final long CLOSE_TIMEOUT_S = 20;
    private static final int NANO_DIGITS = 9;
    private static final int MICRO_DIGITS = 6;

    private final SettlementState state;
    private final BooleanSupplier ready;
    private final Supplier<CompletableFuture<Long>> closeNow;

    /**
     * @param ready whether the state has caught up with the topics
     * @param closeNow closes the running window; completes with its end when the ticks are written
     */
    public SettlementRoutes(SettlementState state, BooleanSupplier ready, Supplier<CompletableFuture<Long>> closeNow) {
        this.state = state;
        this.ready = ready;
        this.closeNow = closeNow;
    }

    public void addTo(HttpService http) {
        http.route("GET", "/v1/settlement/windows", call -> windows());
        http.route("GET", "/v1/settlement/batches/{id}", this::batch);
        http.route("POST", "/v1/settlement/windows/close", call -> close());
    }

    private HttpReply windows() {
        requireReady();
        List<Map<String, Object>> windows =
                state.windows().stream().map(SettlementRoutes::window).toList();
        return HttpReply.json(200, Map.of("windows", windows));
    }

    private static Map<String, Object> window(WindowView window) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("windowEndMs", window.windowEndMs());
        body.put("state", window.closed() ? "closed" : "closing");
        body.put("batchId", window.batchId());
        return body;
    }

    private HttpReply batch(HttpCall call) {
        requireReady();
        String id = call.pathParameter("id");
        BatchView batch = state.batch(id)
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_BATCH", "No such batch", "there is no batch with this id")));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("batchId", batch.opened().getBatchId());
        body.put("windowEndMs", batch.opened().getWindowEndMs());
        body.put("state", batch.closed() ? "closed" : "open");
        body.put("total", usdc(batch.opened().getTotalMicros(), MICRO_DIGITS));
        body.put("shares", batch.shares().stream().map(SettlementRoutes::share).toList());
        body.put(
                "payouts",
                batch.payouts().stream().map(SettlementRoutes::payout).toList());
        return HttpReply.json(200, body);
    }

    private static Map<String, Object> share(PayoutShare share) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("provider", "0x" + HexFormat.of().formatHex(share.getProvider().bytes()));
        body.put("net", usdc(share.getNetNanos(), NANO_DIGITS));
        body.put("sharePpm", share.getSharePpm());
        body.put("payout", usdc(share.getPayoutMicros(), MICRO_DIGITS));
        body.put("carried", usdc(share.getCarriedNanos(), NANO_DIGITS));
        return body;
    }

    private static Map<String, Object> payout(PayoutView payout) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payoutId", payout.payoutId());
        body.put("provider", payout.provider());
        body.put("chainId", payout.chainId());
        body.put("recipient", payout.recipient());
        body.put("amount", usdc(payout.amountMicros(), MICRO_DIGITS));
        body.put("state", payout.state().name().toLowerCase(Locale.ROOT));
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

    private HttpReply close() throws InterruptedException {
        requireReady();
        try {
            long windowEndMs = closeNow.get().get(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
            return HttpReply.json(202, Map.of("windowEndMs", windowEndMs));
        } catch (ExecutionException | TimeoutException e) {
            throw new ProblemException(Problem.of(
                    503,
                    "NOT_CONFIRMED",
                    "Not confirmed in time",
                    "the log has not confirmed the request; the list of windows shows whether it arrived"));
        }
    }

    private void requireReady() {
        if (!ready.getAsBoolean()) {
            throw new ProblemException(Problem.of(
                    503, "NOT_READY", "Still reading the log", "the worker reads the topics after its start"));
        }
    }

    private static String usdc(long amount, int digits) {
        return BigDecimal.valueOf(amount, digits).stripTrailingZeros().toPlainString();
    }
}
