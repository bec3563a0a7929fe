package io.fluxledger.settlement.http;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.settlement.track.BatchView;
import io.fluxledger.settlement.track.WindowView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Windows and batches. Amounts are decimal strings in USDC. */
public final class SettlementRoutes {
    private static final String WINDOW_END = "windowEndMs";

    private final OnWorker worker;

    public SettlementRoutes(OnWorker worker) {
        this.worker = worker;
    }

    /** @param guard lets through who may */
    public void addTo(HttpService http, UnaryOperator<HttpService.Handler> guard) {
        http.route("GET", "/v1/settlement/windows", guard.apply(call -> windows()));
        http.route("GET", "/v1/settlement/batches/{id}", guard.apply(this::batch));
        http.route("POST", "/v1/settlement/windows/close", guard.apply(this::close));
    }

    private HttpReply windows() {
        List<Map<String, Object>> windows =
                worker.state().windows().stream().map(SettlementRoutes::window).toList();
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
        BatchView batch = worker.state()
                .batch(call.pathParameter("id"))
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "UNKNOWN_BATCH", "No such batch", "there is no batch with this id")));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("batchId", batch.batchId());
        body.put("windowEndMs", batch.windowEndMs());
        body.put("state", batch.closed() ? "closed" : "open");
        body.put("total", SettlementJson.micros(batch.totalMicros()));
        body.put("shares", batch.shares().stream().map(SettlementJson::share).toList());
        body.put("payouts", batch.payouts().stream().map(SettlementJson::payout).toList());
        return HttpReply.json(200, body);
    }

    private HttpReply close(HttpCall call) throws InterruptedException {
        OptionalLong named = call.body().length == 0
                ? OptionalLong.empty()
                : OrderFields.of(call, Set.of(WINDOW_END)).timeMs(WINDOW_END);
        if (named.isEmpty()) {
            long closing = worker.ask(
                    lead -> lead.ticker().closeNow(), "it may count twice, unless " + WINDOW_END + " names the window");
            return HttpReply.json(202, Map.of(WINDOW_END, closing));
        }
        long windowEndMs = named.getAsLong();
        if (!worker.ask(lead -> lead.ticker().close(windowEndMs))) {
            throw OrderFields.problem("INVALID_FIELD", WINDOW_END, "is in the future");
        }
        return HttpReply.json(202, Map.of(WINDOW_END, windowEndMs));
    }
}
