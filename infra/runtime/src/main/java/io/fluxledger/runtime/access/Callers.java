package io.fluxledger.runtime.access;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may call this service: holders of keys ({@link ApiKeys}) and of tokens of one OpenID Connect issuer ({@link IssuedTokens}), both
 * shown as {@code Authorization: Bearer}. Whatever else stands there is nobody's business here.
 */
public final class Callers {
    /** Nobody is known. */
    public static final Callers NONE = of(ApiKeys.NONE);

    private static final String BEARER = "Bearer ";

    private final ApiKeys keys;
    private final @Nullable IssuedTokens tokens;
    private final Clock clock;

    Callers(ApiKeys keys, @Nullable IssuedTokens tokens, Clock clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Holders of keys alone. */
    public static Callers of(ApiKeys keys) {
        return new Callers(keys, null, Clock.systemUTC());
    }

    /**
     * Keys {@code api.keys.file}, and those of {@link TokenIssuer}.
     *
     * @throws ConfigurationException when the file is none, or what is said of the issuer does not go together
     */
    public static Callers from(Settings settings) {
        return from(settings, Clock.systemUTC());
    }

    /**
     * As {@link #from(Settings)}.
     *
     * @param clock by which tokens end
     */
    public static Callers from(Settings settings, Clock clock) {
        String file = settings.string("api.keys.file", "");
        return new Callers(
                file.isEmpty() ? ApiKeys.NONE : ApiKeys.read(Path.of(file)),
                TokenIssuer.from(settings)
                        .map(issuer -> new IssuedTokens(issuer, new IssuerKeys(issuer.uri()), clock))
                        .orElse(null),
                clock);
    }

    /** Whether anybody may be known here. */
    public boolean areConfigured() {
        return keys.isConfigured() || tokens != null;
    }

    /** The caller that a request comes from: by what it shows, when that is good. */
    public Optional<Caller> of(HttpCall call) {
        return shown(call).flatMap(this::find);
    }

    /** The caller whose key or token a text is. */
    public Optional<Caller> find(String shown) {
        return ApiKey.isMeant(shown)
                ? keys.find(shown).map(Caller::of)
                : verdict(shown).flatMap(IssuedTokens.Verdict::caller);
    }

    /**
     * The answer to a request that may not go on as nobody: it shows what is meant for this service, and is not good.
     *
     * @param realm named in the answer's {@code WWW-Authenticate}
     */
    public Optional<HttpReply> refusal(HttpCall call, String realm) {
        return shown(call)
                .flatMap(this::refusal)
                .map(HttpReply::problem)
                .map(reply -> reply.status() == 401
                        ? reply.header("WWW-Authenticate", "Bearer realm=\"" + realm + "\", error=\"invalid_token\"")
                        : reply.header("Retry-After", "5"));
    }

    private Optional<Problem> refusal(String shown) {
        if (!ApiKey.isMeant(shown)) {
            return verdict(shown).flatMap(IssuedTokens.Verdict::refusal);
        }
        return keys.find(shown).isPresent()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        401,
                        "KEY_UNKNOWN",
                        "The key is unknown",
                        "it is none that this service knows; send none, or another"));
    }

    private Optional<IssuedTokens.Verdict> verdict(String shown) {
        return tokens == null ? Optional.empty() : tokens.judge(shown);
    }

    /** Whether a caller that was known before still is, by the very same key or token. */
    public boolean hold(Caller caller) {
        return caller.hasToken()
                ? caller.endsMs() > clock.millis()
                : keys.withId(caller.id())
                        .map(Caller::of)
                        .filter(caller::equals)
                        .isPresent();
    }

    private static Optional<String> shown(HttpCall call) {
        String header = call.header("Authorization");
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).trim())
                : Optional.empty();
    }
}
