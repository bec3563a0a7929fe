package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.Address20;
import io.fluxledger.events.DepositRequested;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.IntentOpened;
import io.fluxledger.events.Outcome;
import io.fluxledger.events.ProviderRegistered;
import io.fluxledger.events.ReceiptRecorded;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.events.WithdrawalRequested;
import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.intake.accept.WalletProof;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.wallet.ContractWallets;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.schemas.IntentIds;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import io.fluxledger.signatures.WithdrawalRequestMessage;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** The signed requests of payers and providers. Every answer comes from the journal. */
public final class LedgerRoutes {
    private final Acceptance acceptance;
    private final ContractWallets wallets;
    private final InputPublisher publisher;
    private final LedgerViews views;
    private final Clock clock;

    public LedgerRoutes(
            Acceptance acceptance, ContractWallets wallets, InputPublisher publisher, LedgerViews views, Clock clock) {
        this.acceptance = acceptance;
        this.wallets = wallets;
        this.publisher = publisher;
        this.views = views;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("POST", "/v1/deposits", RetryAfter.around(this::deposit))
                .route("POST", "/v1/intents", RetryAfter.around(this::intent))
                .route("POST", "/v1/receipts", RetryAfter.around(this::receipt))
                .route("POST", "/v1/settlements", RetryAfter.around(this::settlement))
                .route("POST", "/v1/refunds", RetryAfter.around(this::refund))
                .route("POST", "/v1/withdrawals", RetryAfter.around(this::withdrawal))
                .route("POST", "/v1/providers", RetryAfter.around(this::provider));
    }

    private HttpReply deposit(HttpCall call) {
        DepositRequested input = acceptance.deposit(call.json(), clock.instant());
        Answer answer = tell(call, TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input);
        Map<String, Object> body = Answers.body(answer);
        body.put("depositId", "0x" + HexFormat.of().formatHex(input.getNonce().bytes()));
        body.put("state", "payment_received");
        return HttpReply.json(answer.line().getOutcome() == Outcome.ALREADY_APPLIED ? 200 : 202, body);
    }

    private HttpReply intent(HttpCall call) {
        JsonNode json = call.json();
        IntentLocked input = acceptance.intent(json, views.sessionsFor(json), clock.instant());
        Answer answer = views.lockedOrRejected(
                publisher.publish(
                        TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input, TraceContext.of(call)),
                input);
        Map<String, Object> body = Answers.body(answer);
        body.put("intentId", IntentIds.text(input.getIntentId()));
        String status = Answers.entry(answer, IntentOpened.class)
                .map(opened -> opened.getStatus().name())
                .orElse("");
        if (!status.isEmpty()) {
            body.put("status", status);
        }
        body.put("maxAmount", Answers.usdc(input.getMaxAmountNanos()));
        int code = switch (status) {
            case "LOCKED" -> 201;
            case "PENDING" -> 202;
            default -> 200;
        };
        return HttpReply.json(code, body);
    }

    private HttpReply receipt(HttpCall call) {
        UsageReceipt input = acceptance.receipt(call.json(), clock.instant());
        Answer answer = tell(call, TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input);
        Map<String, Object> body = Answers.body(answer);
        body.put("intentId", IntentIds.text(input.getIntentId()));
        Answers.entry(answer, ReceiptRecorded.class)
                .ifPresent(recorded -> body.put("totalUsed", Answers.usdc(recorded.getTotalUsedNanos())));
        return HttpReply.json(answer.line().getOutcome() == Outcome.ALREADY_APPLIED ? 200 : 201, body);
    }

    private HttpReply settlement(HttpCall call) {
        SettlementRequested input = acceptance.settlement(call.json());
        return closing(
                tell(call, TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input),
                IntentIds.text(input.getIntentId()));
    }

    private HttpReply refund(HttpCall call) {
        RefundRequested input = acceptance.refund(call.json());
        return closing(
                tell(call, TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input),
                IntentIds.text(input.getIntentId()));
    }

    private static HttpReply closing(Answer answer, String intentId) {
        Map<String, Object> body = Answers.body(answer);
        body.put("intentId", intentId);
        Answers.entry(answer, IntentClosed.class).ifPresent(closed -> Answers.addClosing(body, closed));
        return HttpReply.json(200, body);
    }

    private HttpReply withdrawal(HttpCall call) {
        Acceptance.StatedWithdrawal stated = acceptance.readWithdrawal(call.json(), clock.instant());
        WithdrawalRequestMessage message = stated.message();
        WalletProof proof = acceptance.needsChain(stated)
                ? wallets.ask(message.chainId(), message.payer(), acceptance.digest(stated), stated.signature())
                : WalletProof.NONE;
        WithdrawalRequested input = acceptance.withdrawal(stated, proof);
        Answer answer = tell(call, TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input);
        Map<String, Object> body = Answers.body(answer);
        body.put("withdrawalId", input.getWithdrawalId());
        body.put("state", "requested");
        return HttpReply.json(answer.line().getOutcome() == Outcome.ALREADY_APPLIED ? 200 : 202, body);
    }

    private HttpReply provider(HttpCall call) {
        ProviderRegistered input = acceptance.provider(call.json(), clock.instant());
        Answer answer = tell(call, TopicCatalog.PROVIDER_INPUTS, input.getProvider(), input.getInputId(), input);
        Map<String, Object> body = Answers.body(answer);
        body.put("provider", InputPublisher.key(input.getProvider()));
        return HttpReply.json(200, body);
    }

    private Answer tell(HttpCall call, TopicSpec topic, Address20 account, InputId16 id, SpecificRecord input) {
        return Answers.orRejected(publisher.publish(topic, account, id, input, TraceContext.of(call)));
    }
}
