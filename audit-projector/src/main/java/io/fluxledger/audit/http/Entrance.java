package io.fluxledger.audit.http;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What every request passes: nothing that PostgreSQL cannot take gets in, not too many get in at a time, and what the database
 * has no time for is answered 503 with the time to come back.
 */
public final class Entrance {
    private static final int MOST_AT_WORK = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String QUERY_CANCELED = "57014";
    private static final String NUL = "%00";
    private static final long SOON_S = 1;
    private static final long LATER_S = 10;

    private final Turns turns = new Turns(MOST_AT_WORK, PATIENCE);

    /** The handler behind the entrance. */
    public HttpService.Handler around(HttpService.Handler handler) {
        HttpService.Handler inner = turns.around(handler);
        return call -> {
            refuseNul(call);
            try {
                return inner.handle(call);
            } catch (RuntimeException e) {
                HttpReply busy = busy(e);
                if (busy == null) {
                    throw e;
                }
                return busy;
            }
        };
    }

    private static void refuseNul(HttpCall call) {
        if (call.rawPath().contains(NUL)) {
            throw Parameters.invalid("path", "a path has no character U+0000");
        }
        for (String part : call.queryString().split("&", -1)) {
            if (part.contains(NUL)) {
                throw Parameters.invalid(part.split("=", 2)[0], "no parameter has a character U+0000");
            }
        }
    }

    private static @Nullable HttpReply busy(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException) {
                return Turns.busy("BUSY", "Too much at once", "no connection to the database is free", SOON_S);
            }
            if (cause instanceof SQLException e && QUERY_CANCELED.equals(e.getSQLState())) {
                return Turns.busy(
                        "TOO_LONG",
                        "This takes too long",
                        "the answer was not found in time; ask for less, or later",
                        LATER_S);
            }
        }
        return null;
    }
}
