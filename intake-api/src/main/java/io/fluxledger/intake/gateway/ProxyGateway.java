package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fluxledger.intake.gateway.ProviderDirectory.Listing;
import io.fluxledger.intake.http.RetryAfter;
import io.fluxledger.intake.http.TraceContext;
import io.fluxledger.intake.x402.PaymentAnswerException;
import io.fluxledger.intake.x402.PaymentHeaders;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** {@code /providers/{provider}/…}: whatever a configured provider serves, paid for call by call. */
final class ProxyGateway {
    /** Largest body of a call, bytes. */
    static final int MAX_BODY_BYTES = 256 * 1_024;

    private static final String PATH = "/providers/{provider}/{+path}";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern SEGMENTS = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");
    private static final Pattern ENCODED_SLASH = Pattern.compile("%(2[fF]|5[cC]|00)");

    private final ProviderDirectory providers;
    private final CallGate gate;
    private final CallForwarder forwarder;
    private final Clock clock;

    ProxyGateway(ProviderDirectory providers, CallGate gate, CallForwarder forwarder, Clock clock) {
        this.providers = providers;
        this.gate = gate;
        this.forwarder = forwarder;
        this.clock = clock;
    }

    void addTo(HttpService http) {
        for (String method : METHODS) {
            http.route(method, PATH, MAX_BODY_BYTES, RetryAfter.around(PaymentAnswerException.around(this::call)));
        }
    }

    private HttpReply call(HttpCall call) {
        Listing provider = providers.find(call.pathParameter("provider"));
        UpstreamCall.Question question = new UpstreamCall.Question(
                call.method(),
                target(provider, call),
                ForwardedHeaders.toProvider(call.headers()),
                ByteBuffer.wrap(call.body()));
        JsonNode body = body(call);
        ProviderTerms.Price price = provider.terms().ofCall(body, provider.maxBudgetNanos(), clock.instant());
        String url = call.rawPath() + (call.queryString().isEmpty() ? "" : "?" + call.queryString());
        String what = price.model().orElse(call.method() + " " + call.rawPath());
        OfferedCall offered =
                OfferedCall.of(provider, url, what + " by " + provider.name(), price, OptionalLong.empty());
        if (offered.isFree()) {
            return forwarder.free(question);
        }
        String payment = call.header(PaymentHeaders.SIGNATURE);
        if (payment == null) {
            return gate.challenge(offered);
        }
        LockedCall locked = gate.lock(offered, PaymentHeaders.payment(payment), TraceContext.of(call));
        ReceiptHeader.addTo(question.headers(), locked);
        return forwarder.paid(locked, question, CallForwarder.OPAQUE);
    }

    /** The body where it is a JSON object, whatever it is called: a model must not hide behind another media type. */
    private static JsonNode body(HttpCall call) {
        byte[] body = call.body();
        int first = 0;
        while (first < body.length && body[first] <= ' ' && body[first] >= 0) {
            first++;
        }
        if (first == body.length || body[first] != '{') {
            return MissingNode.getInstance();
        }
        try {
            return Json.STRICT.readTree(body);
        } catch (IOException e) {
            String type = call.header("Content-Type");
            if (type == null || type.contains("json")) {
                throw new ProblemException(Problem.of(
                        400, "MALFORMED_JSON", "The body is not JSON", "it begins like an object and is none"));
            }
            return MissingNode.getInstance();
        }
    }

    /** The same path below the provider's own URL. Nothing in a request can lead elsewhere. */
    private static URI target(Listing provider, HttpCall call) {
        String raw = call.rawPath();
        int behindPrefix = raw.indexOf('/', 1);
        String path = raw.substring(raw.indexOf('/', behindPrefix + 1) + 1);
        if (!SEGMENTS.matcher(path).matches() || ENCODED_SLASH.matcher(path).find()) {
            throw invalidPath("has characters that a path cannot have");
        }
        for (String segment : path.split("/", -1)) {
            String decoded = decoded(segment);
            if (decoded.equals(".") || decoded.equals("..")) {
                throw invalidPath("must not lead upwards");
            }
        }
        try {
            URI target = provider.at(path + (call.queryString().isEmpty() ? "" : "?" + call.queryString()));
            if (!target.getRawAuthority().equals(provider.url().getRawAuthority())) {
                throw invalidPath("must not lead elsewhere");
            }
            return target;
        } catch (IllegalArgumentException e) {
            throw invalidPath("is none");
        }
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalidPath("has a broken percent-encoding");
        }
    }

    private static ProblemException invalidPath(String detail) {
        return new ProblemException(Problem.of(400, "INVALID_PATH", "Invalid path", "the path " + detail)
                .withField("path"));
    }
}
