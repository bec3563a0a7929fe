package io.fluxledger.audit.access;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.runtime.access.Caller;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.Role;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may read what under {@code /v1/audit}. Auditors and operators read everything; others what is open, some of it narrowed
 * ({@link Narrowed}). A route that is not named here is closed.
 */
public final class ReadAccess {
    private static final String PREFIX = "/v1/audit/";
    private static final String REALM = "audit";

    private static final Pattern OPEN = Pattern.compile(String.join(
            "|",
            "status|search|rejections|transactions|transfers|moves|consistency|proofs/[^/]+",
            // Narrowed.
            "anchors(/[^/]+)?|liabilities|coverage|reconciliation|trial-balance|discrepancies",
            "accounts(/[^/]+)?|statements|journal(/[^/]+/[^/]+/[^/]+)?|intents(/.+)?"));

    private final Callers callers;
    private final Sessions sessions;

    public ReadAccess(Callers callers, Sessions sessions) {
        this.callers = callers;
        this.sessions = sessions;
    }

    static boolean isAuditors(Role role) {
        return switch (role) {
            case AUDITOR, OPERATOR -> true;
            case PAYER, PROVIDER, PRODUCER -> false;
        };
    }

    /** Sessions of browsers. */
    public Sessions sessions() {
        return sessions;
    }

    /** Whether the request comes from an auditor or operator. */
    public boolean seesAll(HttpCall call) {
        return callers.of(call).filter(caller -> isAuditors(caller.role())).isPresent() || sessions.has(call);
    }

    /** Whether the request shows the key or token of the payer whose account it is. */
    public boolean isPayer(HttpCall call, String account) {
        return callers.of(call)
                .filter(caller -> caller.role() == Role.PAYER)
                .flatMap(Caller::account)
                .filter(own -> own.toString().equalsIgnoreCase(account))
                .isPresent();
    }

    /** Whether a path, with its parameters or without, answers auditors alone. */
    public static boolean isClosed(String path) {
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        return !bare.startsWith(PREFIX)
                || !OPEN.matcher(bare.substring(PREFIX.length())).matches();
    }

    /** The handler of a route of the read API, for who may; 401 and 403 say what to do. */
    public Handler guard(Handler handler) {
        return call -> {
            Optional<HttpReply> refusal = callers.refusal(call, REALM);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            try {
                if (isClosed(call.path())) {
                    requireAll(call);
                }
                return handler.handle(call);
            } catch (ProblemException e) {
                if (e.problem().status() == 401) {
                    return unauthorized(e.problem());
                }
                throw e;
            }
        };
    }

    /** @throws ProblemException KEY_MISSING or ROLE_FORBIDDEN when the request is not an auditor's or operator's */
    public void requireAll(HttpCall call) {
        if (seesAll(call)) {
            return;
        }
        Optional<Caller> caller = callers.of(call);
        throw new ProblemException(caller.map(shown -> Problem.of(
                        403,
                        "ROLE_FORBIDDEN",
                        "The key's role does not allow this",
                        "a key of role " + shown.role().name().toLowerCase(Locale.ROOT)
                                + " does not read this; an auditor's does"))
                .orElseGet(() -> Problem.of(
                        401,
                        "KEY_MISSING",
                        "This is for auditors",
                        "send Authorization: Bearer and the key of an auditor or operator")));
    }

    private static HttpReply unauthorized(Problem problem) {
        return HttpReply.problem(problem).header("WWW-Authenticate", "Bearer realm=\"" + REALM + "\"");
    }
}
