package io.fluxledger.intake.http;

import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService.Handler;
import io.fluxledger.runtime.ProblemException;

/** Tells clients when to come back, where coming back helps. */
public final class RetryAfter {
    private static final String HEADER = "Retry-After";
    private static final String AFTER_S = "1";

    private RetryAfter() {}

    /** The handler, with Retry-After on its problems of status 503 and 504. */
    public static Handler around(Handler handler) {
        return call -> {
            try {
                return handler.handle(call);
            } catch (ProblemException e) {
                HttpReply reply = HttpReply.problem(e.problem());
                return switch (reply.status()) {
                    case 503, 504 -> reply.header(HEADER, AFTER_S);
                    default -> reply;
                };
            }
        };
    }
}
