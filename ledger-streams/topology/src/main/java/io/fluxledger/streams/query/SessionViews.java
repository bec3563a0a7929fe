package io.fluxledger.streams.query;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.Session;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.streams.LedgerTopology;
import io.fluxledger.streams.store.PayerStateStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A payer's sessions: all of them together with the account that they draw on, or one. */
final class SessionViews {
    private final StateLocation location;

    SessionViews(StateLocation location) {
        this.location = location;
    }

    void addTo(HttpService http) {
        http.route("GET", "/v1/accounts/{address}/sessions", QueryRoutes.whenReady(this::account))
                .route("GET", "/v1/accounts/{address}/sessions/{sessionKey}", QueryRoutes.whenReady(this::session));
    }

    private HttpReply account(HttpCall call) {
        Address payer = QueryRoutes.address(call, "address");
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PAYERS_STORE, payer, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        PayerStateStore store = location.payers(payer);
        return store.locked(() -> {
            PayerState state = store.state();
            PayerAccount account = state.account(payer);
            if (account == null) {
                return QueryRoutes.unknown("UNKNOWN_ACCOUNT", payer + " has no account");
            }
            List<Map<String, Object>> sessions = new ArrayList<>();
            state.sessions(payer, session -> sessions.add(describe(session, state.head())));
            Map<String, Object> body = QueryRoutes.describe(account, state.head());
            body.put("sessions", sessions);
            return HttpReply.json(200, body);
        });
    }

    private HttpReply session(HttpCall call) {
        Address payer = QueryRoutes.address(call, "address");
        Address sessionKey = QueryRoutes.address(call, "sessionKey");
        HttpReply elsewhere = location.elsewhere(LedgerTopology.PAYERS_STORE, payer, call);
        if (elsewhere != null) {
            return elsewhere;
        }
        PayerStateStore store = location.payers(payer);
        return store.locked(() -> {
            PartitionHead head = store.state().head();
            Session session = store.state().session(payer, sessionKey);
            if (session == null) {
                return QueryRoutes.unknown("UNKNOWN_SESSION", payer + " has no session of " + sessionKey);
            }
            Map<String, Object> body = describe(session, head);
            QueryRoutes.addPlace(body, head);
            return HttpReply.json(200, body);
        });
    }

    private static Map<String, Object> describe(Session session, PartitionHead head) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sessionKey", session.sessionKey().toString());
        boolean expired = session.expiresMs() <= head.clockMs();
        body.put("state", session.isRevoked() ? "REVOKED" : expired ? "EXPIRED" : "OPEN");
        body.put("limitNanos", Long.toString(session.limitNanos()));
        body.put("committedNanos", Long.toString(session.committedNanos()));
        body.put("openIntents", session.openIntents());
        body.put("expiresMs", session.expiresMs());
        body.put("chainId", session.chainId());
        Address provider = session.provider();
        if (provider != null) {
            body.put("provider", provider.toString());
        }
        return body;
    }
}
