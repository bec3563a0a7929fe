package io.fluxledger.streams.query;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ResolvedIntent;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.streams.LedgerTopology;
import io.fluxledger.streams.store.PayerStateStore;
import io.fluxledger.streams.store.ProviderStateStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Read access to the folds' state over HTTP: account heads and intents, each with the offset it stands at. Any instance
 * answers for any account: what stands elsewhere is asked for there.
 */
public final class QueryRoutes {
    private final StateLocation location;

    /** @param advertised host:port of this instance's queries, null when it is the only one */
    public QueryRoutes(KafkaStreams streams, @Nullable String advertised) {
        this.location = new StateLocation(streams, advertised);
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("GET", "/v1/accounts/{address}", whenReady(this::account))
                .route("GET", "/v1/intents/{payer}/{intentId}", whenReady(this::intent))
                .route("GET", "/v1/providers/{address}", whenReady(this::provider));
        new SessionViews(location).addTo(http);
        new OperationViews(location).addTo(http);
    }

    /** A store can be taken away between finding it and reading it, when partitions move. */
    static HttpService.Handler whenReady(HttpService.Handler handler) {
        return call -> {
            try {
                return handler.handle(call);
            } catch (InvalidStateStoreException e) {
                return StateLocation.later(
                        "the partition is being restored or stands elsewhere; try again: " + e.getMessage());
            } catch (StateLocation.NotReadyException e) {
                return StateLocation.later(String.valueOf(e.getMessage()));
            }
        };
    }

    private HttpReply account(HttpCall call) {
        Address payer = address(call, "address");
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PAYERS_STORE, payer, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        PayerStateStore store = location.payers(payer);
        return store.locked(() -> {
            PayerAccount account = store.state().account(payer);
            if (account == null) {
                return unknown("UNKNOWN_ACCOUNT", payer + " has no account");
            }
            return HttpReply.json(200, describe(account, store.state().head()));
        });
    }

    static Map<String, Object> describe(PayerAccount account, PartitionHead head) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("payer", account.payer().toString());
        body.put("balances", balances(account.balances()));
        body.put("openIntents", account.openIntents());
        body.put("withdrew", account.withdrew());
        body.put("frozen", account.isFrozen());
        body.put("accountSequence", account.sequence());
        addPlace(body, head);
        return body;
    }

    private HttpReply intent(HttpCall call) {
        Address payer = address(call, "payer");
        String intentId = call.pathParameter("intentId");
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PAYERS_STORE, payer, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        PayerStateStore store = location.payers(payer);
        return store.locked(() -> {
            PayerState state = store.state();
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("payer", payer.toString());
            body.put("intentId", intentId);
            Intent open = state.intent(payer, intentId);
            if (open != null) {
                describe(body, open, state.head());
            } else {
                ResolvedIntent closed = state.resolved(payer, intentId);
                if (closed == null) {
                    return unknown("UNKNOWN_INTENT", payer + " has no intent " + intentId);
                }
                describe(body, closed);
            }
            addPlace(body, state.head());
            return HttpReply.json(200, body);
        });
    }

    private static void describe(Map<String, Object> body, Intent intent, PartitionHead head) {
        boolean held = intent.status().isOpen() && intent.dependsOnRoute() && head.isHeld(intent.payoutChainId());
        long capturedNanos = intent.escrow() == null ? 0 : intent.escrow().capturedNanos();
        body.put("status", held ? "HELD" : intent.status().name());
        body.put("funding", intent.funding().name());
        body.put("payoutMode", intent.payoutMode().name());
        body.put("provider", intent.provider().toString());
        body.put("maxAmountNanos", Long.toString(intent.maxAmountNanos()));
        body.put("usedNanos", Long.toString(intent.usedNanos()));
        body.put("capturedNanos", Long.toString(capturedNanos));
        body.put("inputTokens", intent.inputTokens());
        body.put("outputTokens", intent.outputTokens());
        body.put("deadlineMs", intent.effectiveDeadlineMs(head));
        body.put("payoutChainId", intent.payoutChainId());
    }

    /** Of a closed intent the state keeps what is needed to recognise it; the journal has the rest. */
    private static void describe(Map<String, Object> body, ResolvedIntent intent) {
        body.put("status", intent.status().name());
        body.put("funding", "CREDITS");
        body.put("provider", intent.provider().toString());
        body.put("maxAmountNanos", Long.toString(intent.maxAmountNanos()));
        body.put("usedNanos", Long.toString(intent.capturedNanos()));
        body.put("capturedNanos", Long.toString(intent.capturedNanos()));
        body.put("payoutChainId", intent.payoutChainId());
        body.put("closedBySequence", intent.closed());
        body.put("forgetAtMs", intent.forgetAtMs());
    }

    private HttpReply provider(HttpCall call) {
        Address provider = address(call, "address");
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PROVIDERS_STORE, provider, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        ProviderStateStore store = location.providers(provider);
        return store.locked(() -> {
            ProviderAccount account = store.state().account(provider);
            if (account == null) {
                return unknown("UNKNOWN_PROVIDER", provider + " has no account");
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("provider", provider.toString());
            body.put("balances", balances(account.balances()));
            body.put("openWindowCalls", account.window().calls());
            body.put("openWindowGrossNanos", Long.toString(account.window().grossNanos()));
            body.put("openWindowFeeNanos", Long.toString(account.window().feeNanos()));
            body.put("paidNanos", Long.toString(account.paidNanos()));
            body.put("payoutAddress", account.payoutAddress().toString());
            body.put("payoutChainId", account.payoutChainId());
            body.put("accountSequence", account.sequence());
            addPlace(body, store.state().head());
            return HttpReply.json(200, body);
        });
    }

    private static List<Map<String, Object>> balances(Balances balances) {
        List<Map<String, Object>> all = new ArrayList<>(balances.size());
        for (int i = 0; i < balances.size(); i++) {
            Map<String, Object> balance = new LinkedHashMap<>();
            balance.put("account", balances.account(i).name());
            balance.put("chainId", balances.chainId(i));
            balance.put("amountNanos", Long.toString(balances.amountNanos(i)));
            all.add(balance);
        }
        return all;
    }

    static void addPlace(Map<String, Object> body, PartitionHead head) {
        body.put("inputOffset", head.lastOffset());
        body.put("clockMs", head.clockMs());
    }

    static Address address(HttpCall call, String parameter) {
        String text = call.pathParameter(parameter);
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.of(400, "INVALID_ADDRESS", "Invalid address", "an address is 0x and 40 hex digits")
                            .withField(parameter));
        }
    }

    static HttpReply unknown(String code, String detail) {
        return HttpReply.problem(Problem.of(404, code, "Unknown", detail));
    }
}
