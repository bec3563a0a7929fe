package io.fluxledger.bench.intake;

import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The HTTP server of the services with one route that reads the body and answers always the same. */
final class ConstantMain {
    private static final int MAX_BODY_BYTES = 64 * 1_024;

    private ConstantMain() {}

    /** Arguments: the port. */
    public static void main(String[] args) throws InterruptedException {
        Map<String, Object> answer =
                Map.of("intentId", "00000000-0000-0000-0000-000000000000", "status", "LOCKED", "maxAmount", "0.05");
        HttpService http = new HttpService(
                new HttpService.Config("127.0.0.1", Integer.parseInt(args[0]), MAX_BODY_BYTES),
                new Health(),
                new Metrics());
        http.route("POST", "/v1/intents", call -> HttpReply.json(201, answer)).start();
        new CountDownLatch(1).await();
    }
}
