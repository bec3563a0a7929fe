package io.fluxledger.intake.http;

import io.fluxledger.events.Outcome;
import io.fluxledger.events.SessionGranted;
import io.fluxledger.events.SessionRevoked;
import io.fluxledger.intake.accept.SessionAcceptance;
import io.fluxledger.intake.accept.SessionTerms;
import io.fluxledger.intake.accept.WalletProof;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.intake.wallet.ContractWallets;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.signatures.SessionGrantMessage;
import io.fluxledger.signatures.SessionRevocationMessage;
import java.time.Clock;
import java.util.Map;

/** Grants to session keys, and their end. A wallet signs once; contract wallets are asked on their chain. */
public final class SessionRoutes {
    private final SessionAcceptance acceptance;
    private final ContractWallets wallets;
    private final InputPublisher publisher;
    private final LedgerViews views;
    private final Clock clock;

    public SessionRoutes(
            SessionAcceptance acceptance,
            ContractWallets wallets,
            InputPublisher publisher,
            LedgerViews views,
            Clock clock) {
        this.acceptance = acceptance;
        this.wallets = wallets;
        this.publisher = publisher;
        this.views = views;
        this.clock = clock;
    }

    /** Adds the routes. */
    public void addTo(HttpService http) {
        http.route("POST", "/v1/sessions", RetryAfter.around(this::grant))
                .route("POST", "/v1/sessions/revoke", RetryAfter.around(this::revoke));
    }

    private HttpReply grant(HttpCall call) {
        SessionAcceptance.Stated stated = acceptance.read(call.json());
        SessionGrantMessage grant = stated.grant();
        WalletProof proof = acceptance.needsChain(stated)
                ? wallets.ask(grant.chainId(), grant.payer(), acceptance.digest(stated), stated.signature())
                : WalletProof.NONE;
        SessionGranted input = acceptance.granted(stated, proof, clock.instant());
        Answer answer = Answers.orRejected(publisher.publish(
                TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input, TraceContext.of(call)));
        Map<String, Object> body = Answers.body(answer);
        body.put("payer", grant.payer().toString());
        body.put("sessionKey", grant.sessionKey().toString());
        body.put("limit", Answers.usdc(grant.limitNanos()));
        body.put("expiresMs", grant.expiresMs());
        return HttpReply.json(answer.line().getOutcome() == Outcome.ALREADY_APPLIED ? 200 : 201, body);
    }

    private HttpReply revoke(HttpCall call) {
        SessionAcceptance.StatedRevocation stated = acceptance.readRevocation(call.json());
        SessionRevocationMessage revocation = stated.revocation();
        // Anybody can sign the revocation of a key that was never granted; the log is not for that.
        SessionTerms session = views.sessionsOf(revocation.payer().toString())
                .session(revocation.sessionKey())
                .orElseThrow(() -> new ProblemException(Problem.of(
                        404,
                        "UNKNOWN_SESSION",
                        "Unknown session",
                        revocation.payer() + " has no session of " + revocation.sessionKey())));
        WalletProof proof = acceptance.isByKey(stated) || session.chainId() == 0
                ? WalletProof.NONE
                : wallets.ask(session.chainId(), revocation.payer(), acceptance.digest(stated), stated.signature());
        SessionRevoked input = acceptance.revoked(stated, session, proof);
        Answer answer = Answers.orRejected(publisher.publish(
                TopicCatalog.LEDGER_INPUTS, input.getPayer(), input.getInputId(), input, TraceContext.of(call)));
        Map<String, Object> body = Answers.body(answer);
        body.put("payer", revocation.payer().toString());
        body.put("sessionKey", revocation.sessionKey().toString());
        return HttpReply.json(200, body);
    }
}
