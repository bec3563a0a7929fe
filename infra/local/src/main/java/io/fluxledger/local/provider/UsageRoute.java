package io.fluxledger.local.provider;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** The DEMO provider's usage endpoint: what it counted itself, for the ledger's cross-check. */
final class UsageRoute {
    private static final int NANO_DIGITS = 9;

    private final UsageBook book;

    UsageRoute(UsageBook book) {
        this.book = book;
    }

    void addTo(HttpService http) {
        http.route("GET", "/providers/{address}/usage", this::usage);
    }

    private HttpReply usage(HttpCall call) {
        EthAddress provider = ProcessRoute.provider(call);
        long fromMs = ms(call, "fromMs");
        long toMs = ms(call, "toMs");
        UsageBook.Sums sums = book.between(provider, fromMs, toMs);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("provider", provider.toString());
        body.put("fromMs", fromMs);
        body.put("toMs", toMs);
        body.put("calls", sums.calls());
        body.put("inputTokens", sums.inputTokens());
        body.put("outputTokens", sums.outputTokens());
        body.put("gross", BigDecimal.valueOf(sums.nanos(), NANO_DIGITS).toPlainString());
        return HttpReply.json(200, body);
    }

    private static long ms(HttpCall call, String name) {
        String text = call.query(name);
        if (text == null || !text.matches("[0-9]{1,18}")) {
            throw new ProblemException(Problem.of(400, "INVALID_FIELD", "Invalid field", "Unix milliseconds are needed")
                    .withField(name));
        }
        return Long.parseLong(text);
    }
}
