package io.fluxledger.runtime.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.fluxledger.runtime.Problem;
import io.fluxledger.signatures.EthAddress;
import java.text.ParseException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of one issuer: JWTs (RFC 7519, RFC 9068) that are signed by one of its keys, name this deployment as audience, have not
 * ended and say a role. What was found good stays so for a minute at most without being checked again.
 */
final class IssuedTokens {
    private static final Logger LOG = LoggerFactory.getLogger(IssuedTokens.class);
    /** Signatures that need no secret here. */
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.copyOf(List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.ES384));

    private static final int MAX_CHARACTERS = 8_192;
    private static final int MAX_KEPT = 10_000;
    private static final int SKEW_S = 30;
    private static final long KEPT_MS = 60_000;
    private static final int MAX_SUBJECT = 255;

    private final TokenIssuer issuer;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    /**
     * What a token of the issuer is worth.
     *
     * @param caller whom it names, when it is good
     * @param refusal why it is not
     */
    record Verdict(Optional<Caller> caller, Optional<Problem> refusal) {
        static Verdict good(Caller caller) {
            return new Verdict(Optional.of(caller), Optional.empty());
        }

        static Verdict refused(String why) {
            return new Verdict(
                    Optional.empty(),
                    Optional.of(Problem.of(
                            401, "TOKEN_REFUSED", "The token is not good here", why + "; get another of the issuer")));
        }
    }

    private record Kept(Caller caller, long untilMs) {}

    /** A claim that cannot be what it has to be. */
    private static final class ClaimException extends Exception {
        private static final long serialVersionUID = 1L;

        ClaimException(String message) {
            super(message);
        }
    }

    IssuedTokens(TokenIssuer issuer, JWKSource<SecurityContext> keys, Clock clock) {
        this.issuer = issuer;
        this.clock = clock;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
        processor.setJWTClaimsSetVerifier(claims(issuer, clock));
    }

    private static DefaultJWTClaimsVerifier<SecurityContext> claims(TokenIssuer issuer, Clock clock) {
        JWTClaimsSet exact =
                new JWTClaimsSet.Builder().issuer(issuer.uri().toString()).build();
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(issuer.audience(), exact, Set.of("sub", "exp")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        claims.setMaxClockSkew(SKEW_S);
        return claims;
    }

    /** Empty for a text that is no token of this issuer. */
    Optional<Verdict> judge(String text) {
        if (text.length() > MAX_CHARACTERS || text.chars().filter(c -> c == '.').count() != 2) {
            return Optional.empty();
        }
        String shown = ApiKey.hash(text);
        Optional<Caller> known = known(shown);
        if (known.isPresent()) {
            return known.map(Verdict::good);
        }
        try {
            JWT token = JWTParser.parse(text);
            JWTClaimsSet claimed = token.getJWTClaimsSet();
            return claimed != null && issuer.uri().toString().equals(claimed.getIssuer())
                    ? Optional.of(judge(token, shown))
                    : Optional.empty();
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private Verdict judge(JWT token, String shown) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            Caller caller = Caller.ofToken(
                    subject(claims),
                    role(claims),
                    account(claims),
                    shown,
                    claims.getExpirationTime().toInstant().toEpochMilli());
            keep(caller);
            return Verdict.good(caller);
        } catch (BadJOSEException | ClaimException e) {
            return Verdict.refused(Objects.toString(e.getMessage(), "it cannot be checked"));
        } catch (KeySourceException e) {
            LOG.warn("tokens cannot be checked: {}", e.getMessage());
            return new Verdict(
                    Optional.empty(),
                    Optional.of(Problem.of(
                            503,
                            "ISSUER_UNAVAILABLE",
                            "The token cannot be checked now",
                            "the keys of its issuer cannot be read; try again in some seconds")));
        } catch (JOSEException e) {
            return Verdict.refused("its signature cannot be checked");
        }
    }

    private static String subject(JWTClaimsSet claims) throws ClaimException {
        String subject = claims.getSubject();
        if (subject.isEmpty() || subject.length() > MAX_SUBJECT || !subject.matches("[\\x21-\\x7e]+")) {
            throw new ClaimException("its sub is not 1 to 255 printable ASCII characters");
        }
        return subject;
    }

    private Role role(JWTClaimsSet claims) throws ClaimException {
        List<Role> roles = texts(at(claims, issuer.roleClaim())).stream()
                .map(IssuedTokens::named)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (roles.size() != 1) {
            throw new ClaimException("its claim " + issuer.roleClaim() + " must name exactly one of "
                    + Arrays.toString(Role.values()).toLowerCase(Locale.ROOT));
        }
        return roles.getFirst();
    }

    private static Optional<Role> named(String text) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    private Optional<EthAddress> account(JWTClaimsSet claims) throws ClaimException {
        Object account = at(claims, issuer.accountClaim());
        if (account == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EthAddress.parse(account.toString()));
        } catch (IllegalArgumentException e) {
            throw new ClaimException("its claim " + issuer.accountClaim() + " is no address");
        }
    }

    private static @Nullable Object at(JWTClaimsSet claims, String path) {
        Object value = claims.getClaims();
        for (String name : path.split("\\.", -1)) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value;
    }

    private static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case String text -> List.of(text);
            case Collection<?> all -> all.stream().map(String::valueOf).toList();
            case null, default -> List.of();
        };
    }

    private Optional<Caller> known(String shown) {
        synchronized (kept) {
            Kept one = kept.get(shown);
            return one != null && one.untilMs() > clock.millis() ? Optional.of(one.caller()) : Optional.empty();
        }
    }

    private void keep(Caller caller) {
        long untilMs = Math.min(caller.endsMs(), clock.millis() + KEPT_MS);
        synchronized (kept) {
            if (kept.size() >= MAX_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
            kept.put(caller.shown(), new Kept(caller, untilMs));
        }
    }
}
