package io.fluxledger.audit.access;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.access.Caller;
import io.fluxledger.runtime.access.Callers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who has shown a key or token in this browser: a random cookie that no script can read and no other site can send. It ends with that very key or token,
 * also when another one has its id by then, after some hours, and with the service.
 */
public final class Sessions {
    /** How long a session is good for. */
    public static final Duration LONGEST = Duration.ofHours(8);

    private static final String COOKIE = "flux_console";
    private static final Pattern VALUE = Pattern.compile("(?:^|; *)" + COOKIE + "=([0-9a-f]{64})(?:;|$)");
    private static final int TOKEN_BYTES = 32;
    private static final int MOST = 1_000;

    private record Session(Caller caller, long endsMs) {}

    private final Callers callers;
    private final LongSupplier clockMs;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    /** @param clockMs Unix milliseconds */
    public Sessions(Callers callers, LongSupplier clockMs) {
        this.callers = callers;
        this.clockMs = clockMs;
    }

    /** Whether anybody can sign in here. */
    public boolean arePossible() {
        return callers.areConfigured();
    }

    /** Whether a request comes from a browser in which a key was shown that is still good. */
    public boolean has(HttpCall call) {
        return token(call.header("Cookie"))
                .filter(token -> {
                    Session session;
                    synchronized (sessions) {
                        session = sessions.get(token);
                    }
                    return session != null && session.endsMs() > clockMs.getAsLong() && callers.hold(session.caller());
                })
                .isPresent();
    }

    private static Optional<String> token(@Nullable String header) {
        Matcher cookie = VALUE.matcher(header == null ? "" : header);
        return cookie.find() ? Optional.of(cookie.group(1)) : Optional.empty();
    }

    /**
     * Begins a session.
     *
     * @return the cookie to set; empty when neither key nor token is of an auditor or operator
     */
    public Optional<String> begin(String shown, boolean secure) {
        return callers.find(shown)
                .filter(found -> ReadAccess.isAuditors(found.role()))
                .map(found -> {
                    byte[] bytes = new byte[TOKEN_BYTES];
                    random.nextBytes(bytes);
                    String token = HexFormat.of().formatHex(bytes);
                    synchronized (sessions) {
                        if (sessions.size() >= MOST) {
                            sessions.remove(sessions.keySet().iterator().next());
                        }
                        sessions.put(token, new Session(found, clockMs.getAsLong() + LONGEST.toMillis()));
                    }
                    return cookie(token, LONGEST.toSeconds(), secure);
                });
    }

    /** Ends the session of a request; the cookie to set. */
    public String end(HttpCall call) {
        token(call.header("Cookie")).ifPresent(token -> {
            synchronized (sessions) {
                var _ = sessions.remove(token);
            }
        });
        return cookie("", 0, false);
    }

    private static String cookie(String token, long seconds, boolean secure) {
        return COOKIE + "=" + token + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }
}
