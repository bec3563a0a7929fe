package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.access.Caller;
import io.fluxledger.runtime.access.Callers;
import io.fluxledger.runtime.access.Role;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a key or token to its role. Who has none is not concerned: signatures and the routes' own locks decide then. Who shows one that
 * is unknown is told so, instead of going on as nobody.
 */
public final class RoleCheck {
    private static final Set<String> OF_PROVIDERS = Set.of("/v1/receipts", "/v1/settlements", "/v1/refunds");
    /** Whoever sells by x402 has payments verified and settled. */
    private static final String FACILITATOR = "/x402/";

    private static final String EVENTS = "/v1/events:batch";

    private final Callers callers;

    public RoleCheck(Callers callers) {
        this.callers = callers;
    }

    /** The handler, for keys whose role may. */
    public Handler around(Handler handler) {
        return call -> {
            Optional<HttpReply> refusal = callers.refusal(call, "intake");
            if (refusal.isPresent()) {
                return refusal.get();
            }
            Optional<Caller> caller = callers.of(call);
            if (caller.isPresent() && !may(caller.get().role(), call)) {
                return HttpReply.problem(Problem.of(
                        403,
                        "ROLE_FORBIDDEN",
                        "The key's role does not allow this",
                        "a key of role " + caller.get().role().name().toLowerCase(Locale.ROOT) + " is not for "
                                + call.method() + " here"));
            }
            return handler.handle(call);
        };
    }

    private static boolean may(Role role, HttpCall call) {
        return may(role, call.method(), call.path());
    }

    static boolean may(Role role, String method, String path) {
        boolean reads = method.equals("GET");
        if (path.startsWith("/v1/operator/")) {
            return role == Role.OPERATOR || (role == Role.AUDITOR && reads);
        }
        return switch (role) {
            case OPERATOR -> true;
            case AUDITOR -> reads;
            case PRODUCER -> reads || path.equals(EVENTS) || OF_PROVIDERS.contains(path);
            case PROVIDER -> reads || path.equals(EVENTS) || isOfProviders(path) || path.startsWith(FACILITATOR);
            case PAYER -> reads || !(path.equals(EVENTS) || isOfProviders(path));
        };
    }

    private static boolean isOfProviders(String path) {
        return OF_PROVIDERS.contains(path) || path.startsWith("/v1/providers");
    }
}
