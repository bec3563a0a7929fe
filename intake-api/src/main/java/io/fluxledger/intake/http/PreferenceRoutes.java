package io.fluxledger.intake.http;

import io.fluxledger.events.ProviderTermsSet;
import io.fluxledger.events.RefundChainPreferred;
import io.fluxledger.intake.accept.PreferenceAcceptance;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.schemas.TopicCatalog;
import java.time.Clock;
import java.util.Map;

/** How a provider's payouts may be made, and where a payer's refunds go. Every answer comes from the journal. */
public final class PreferenceRoutes {
    private final PreferenceAcceptance acceptance;
    private final InputPublisher publisher;
    private final Clock clock;

    public PreferenceRoutes(PreferenceAcceptance acceptance, InputPublisher publisher, Clock clock) {
        this.acceptance = acceptance;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("POST", "/v1/providers/terms", RetryAfter.around(this::terms))
                .route("POST", "/v1/accounts/refund-chain", RetryAfter.around(this::refundChain));
    }

    private HttpReply terms(HttpCall call) {
        ProviderTermsSet input = acceptance.terms(call.json(), clock.instant());
        Answer answer = Answers.orRejected(publisher.publish(
                TopicCatalog.PROVIDER_INPUTS, input.getProvider(), input.getInputId(), input, TraceContext.of(call)));
        Map<String, Object> body = Answers.body(answer);
        body.put("provider", InputPublisher.key(input.getProvider()));
        return HttpReply.json(200, body);
    }

    private HttpReply refundChain(HttpCall call) {
        RefundChainPreferred input = acceptance.refundChain(call.json(), clock.instant());
        Answer answer = Answers.orRejected(publisher.publish(
                TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input, TraceContext.of(call)));
        Map<String, Object> body = Answers.body(answer);
        body.put("payer", InputPublisher.key(input.getPayer()));
        body.put("chainId", input.getChainId());
        return HttpReply.json(200, body);
    }
}
