package io.fluxledger.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A provider that signs receipts and does what the header X-Do of a call says. */
final class MeteredProvider implements AutoCloseable {
    static final byte[] OPAQUE = {0, 1, 2, (byte) 0xff, 13, 10};

    /** A call as it came. */
    record Seen(String method, String path, String query, Map<String, List<String>> headers, String body) {
        boolean has(String header) {
            return headers.containsKey(header);
        }

        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** Lets the streams of a test write one event more. */
    volatile Semaphore events = new Semaphore(0);

    final HttpService service;
    private final ChainsFile chains;
    private final Person provider;
    private final CountDownLatch stopping = new CountDownLatch(1);

    MeteredProvider(ChainsFile chains, Person provider) {
        this.chains = chains;
        this.provider = provider;
        service = new HttpService(new HttpService.Config("127.0.0.1", 0, 1 << 20), new Health(), new Metrics());
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            service.route(method, "/base/{+path}", this::answer);
        }
        service.route("GET", "/generation", this::generation);
        service.start();
    }

    /** Says what any generation cost, or nothing. */
    private HttpReply generation(HttpCall call) {
        String id = String.valueOf(call.query("id"));
        return HttpReply.json(
                200,
                Map.of(
                        "data",
                        Map.of(
                                "id",
                                id,
                                "model",
                                "example/model",
                                "total_cost",
                                id.equals("gen-other") ? "0.001" : "0.00016",
                                "native_tokens_prompt",
                                100,
                                "native_tokens_completion",
                                10)));
    }

    private HttpReply answer(HttpCall call) throws InterruptedException {
        seen.add(new Seen(
                call.method(),
                call.rawPath(),
                call.queryString(),
                call.headers(),
                new String(call.body(), StandardCharsets.UTF_8)));
        String asked = call.header("X-Do");
        String what = asked == null ? "" : asked;
        return switch (what) {
            case "fail" -> HttpReply.json(500, Map.of());
            case "redirect" -> HttpReply.bytes(302, "text/plain", OPAQUE).header("Location", "http://127.0.0.1:1/");
            case "hang" -> {
                stopping.await();
                yield HttpReply.json(503, Map.of());
            }
            case "abort" ->
                HttpReply.stream(200, "text/plain", out -> {
                    out.write(OPAQUE);
                    out.flush();
                    throw new IOException("the provider dies");
                });
            case "no-receipt" -> HttpReply.bytes(200, "text/plain", OPAQUE);
            case "waive" -> HttpReply.bytes(200, "text/plain", OPAQUE).header("Fluxledger-Receipt", "free");
            case "large" ->
                HttpReply.bytes(200, "text/plain", new byte[5 << 20]).header("Fluxledger-Receipt", header(call, what));
            case "stream", "stream-abort", "stream-no-receipt" ->
                HttpReply.stream(200, "text/event-stream", out -> stream(call, what, out));
            case "" ->
                HttpReply.bytes(200, "application/x-own", OPAQUE)
                        .header("X-Own", "kept")
                        .header("Set-Cookie", "a=b")
                        .header("Content-Security-Policy", "script-src *")
                        .header("Payment-Response", "forged")
                        .header("Fluxledger-Settlement", "forged")
                        .header("Fluxledger-Receipt", header(call, what));
            default -> {
                HttpReply reply = HttpReply.json(200, completion(what));
                yield call.header("Fluxledger-Intent") == null
                        ? reply
                        : reply.header("Fluxledger-Receipt", header(call, what));
            }
        };
    }

    private static Map<String, Object> completion(String what) {
        return Map.of(
                "id",
                what.equals("other-generation") ? "gen-other" : "gen-1",
                "usage",
                Map.of("prompt_tokens", what.equals("other-tokens") ? 99 : 100, "completion_tokens", 10));
    }

    /** From now on streams wait for events of their own; older ones wait no more. */
    void noEventsYet() {
        Semaphore before = events;
        events = new Semaphore(0);
        before.release(1_000);
    }

    private void stream(HttpCall call, String what, OutputStream out) throws IOException {
        Semaphore permits = events;
        event(permits, out, "data: {\"id\":\"gen-1\",\"n\":1}\n\n");
        event(permits, out, ": a comment\n\ndata: {\"n\":2}\n\n");
        if (what.equals("stream-abort")) {
            throw new IOException("the provider dies");
        }
        event(permits, out, "data: {\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}\n\ndata: [DONE]\n\n");
        if (what.equals("stream")) {
            event(permits, out, "event: fluxledger-receipt\ndata: " + receipt(call, what) + "\n\n");
        }
    }

    private static void event(Semaphore permits, OutputStream out, String text) throws IOException {
        permits.acquireUninterruptibly();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private String header(HttpCall call, String what) {
        return Base64.getEncoder().encodeToString(receipt(call, what).toString().getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode receipt(HttpCall call, String what) {
        Person signer = what.equals("stranger") ? new Person(chains) : provider;
        return signer.sign(
                "receipts",
                Person.JSON
                        .createObjectNode()
                        .put("intentId", what.equals("other-intent") ? "other" : call.header("Fluxledger-Intent"))
                        .put("payer", call.header("Fluxledger-Payer"))
                        .put("provider", provider.address())
                        .put("used", used(what))
                        .put("inputTokens", 100)
                        .put("outputTokens", 10)
                        .put("payoutChainId", Long.parseLong(String.valueOf(call.header("Fluxledger-Payout-Chain-Id"))))
                        .put("nonce", Person.nonce().toString())
                        .put("timestampMs", System.currentTimeMillis()));
    }

    /** 100 tokens at 0.000001 and 10 at 0.000006 are the price of the model; a flat call has the same. */
    private static String used(String what) {
        return switch (what) {
            case "dear" -> "0.0002";
            case "cheap" -> "0.0001";
            case "over" -> "1";
            default -> "0.00016";
        };
    }

    @Override
    public void close() {
        stopping.countDown();
        events.release(1_000);
        service.close();
    }
}
