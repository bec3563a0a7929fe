package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.intake.accept.SessionLookup;
import io.fluxledger.intake.accept.SessionTerms;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.intake.publish.InputPublisher;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Reads the folds' state through the streams' query API. */
public final class LedgerViews {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI streams;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    public LedgerViews(URI streams) {
        this.streams = streams;
    }

    /** A payer's account; empty when it has none. */
    public Optional<JsonNode> account(String payer) {
        return get("/v1/accounts/" + payer);
    }

    /** A payer's account with its sessions; empty when it has none. */
    public Optional<JsonNode> accountWithSessions(String payer) {
        return get("/v1/accounts/" + payer + "/sessions");
    }

    private Optional<SessionTerms> session(String payer, EthAddress sessionKey) {
        return get("/v1/accounts/" + payer + "/sessions/" + sessionKey)
                .map(session -> new SessionTerms(
                        sessionKey,
                        Long.parseLong(session.path("limitNanos").asText()),
                        session.path("expiresMs").asLong(),
                        session.path("chainId").asLong(),
                        session.hasNonNull("provider")
                                ? EthAddress.parse(session.path("provider").asText())
                                : null));
    }

    /** An intent; empty when it is unknown. */
    public Optional<JsonNode> intent(String payer, String intentId) {
        return get("/v1/intents/" + payer + "/" + URLEncoder.encode(intentId, StandardCharsets.UTF_8));
    }

    /** A deposit by what identifies it; empty when the ledger does not know it. */
    public Optional<JsonNode> deposit(String payer, long chainId, String token, String nonce) {
        return get("/v1/accounts/" + payer + "/deposits/" + chainId + "/" + token + "/" + nonce);
    }

    /** A partition's parameters, holds and clock; the fold is payers or providers. */
    public JsonNode partition(String fold, int partition) {
        return get("/v1/partitions/" + fold + "/" + partition)
                .orElseThrow(() -> notReady("partition " + partition + " of the " + fold + " is not known"));
    }

    /** Disputes that a provider answers for. */
    public JsonNode disputes(String provider) {
        return get("/v1/providers/" + provider + "/disputes")
                .orElseThrow(() -> notReady("the disputes cannot be read"));
    }

    /** Transfers of a payer that wait in suspense. */
    public JsonNode suspense(String payer) {
        return get("/v1/accounts/" + payer + "/suspense").orElseThrow(() -> notReady("the suspense cannot be read"));
    }

    /** What the payer of a request has granted to session keys. */
    public SessionLookup sessionsFor(JsonNode request) {
        return sessionsOf(request.path("payer").asText().toLowerCase(Locale.ROOT));
    }

    /** What a payer has granted to session keys, read when it is asked for. */
    public SessionLookup sessionsOf(String payer) {
        return sessionKey -> session(payer, sessionKey);
    }

    /**
     * The answer to a lock unless it is a rejection. One for want of credits says what was required and what there is now, so
     * that a caller knows how much to top up; a payer whom the ledger does not know has none.
     *
     * @throws ProblemException the rejection
     */
    public Answer lockedOrRejected(Answer answer, IntentLocked lock) {
        String reason = answer.line().getReason();
        boolean isStranger = LedgerRejection.UNKNOWN_ACCOUNT.name().equals(reason);
        if (!isStranger && !LedgerRejection.INSUFFICIENT_CREDITS.name().equals(reason)) {
            return Answers.orRejected(answer);
        }
        Problem problem = Problem.of(
                        LedgerRejection.INSUFFICIENT_CREDITS.status(),
                        LedgerRejection.INSUFFICIENT_CREDITS.name(),
                        "The credits do not cover the lock",
                        isStranger ? "the ledger knows no deposit of this payer" : "top up, or lock less")
                .with("journal", Answers.reference(answer))
                .withField("maxAmount")
                .with("required", Answers.usdc(lock.getMaxAmountNanos()));
        throw new ProblemException(
                lock.getSessionKey() == null ? withAvailable(problem, InputPublisher.key(lock.getPayer())) : problem);
    }

    private Problem withAvailable(Problem problem, String payer) {
        try {
            return problem.with("available", Answers.usdc(availableNanos(payer)));
        } catch (ProblemException e) {
            // The refusal stands without it.
            return problem;
        }
    }

    private long availableNanos(String payer) {
        long nanos = 0;
        for (JsonNode balance : account(payer).map(a -> a.path("balances")).orElse(MissingNode.getInstance())) {
            if (balance.path("account").asText().equals("PAYER_AVAILABLE")) {
                nanos = Math.addExact(
                        nanos, Long.parseLong(balance.path("amountNanos").asText()));
            }
        }
        return nanos;
    }

    private Optional<JsonNode> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(streams.resolve(path)).timeout(TIMEOUT).build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> Optional.of(Json.STRICT.readTree(response.body()));
                case 404 -> Optional.empty();
                default -> throw notReady("the ledger's state answered HTTP " + response.statusCode());
            };
        } catch (IOException e) {
            throw notReady("the ledger's state cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notReady("the service is stopping");
        }
    }

    private static ProblemException notReady(String detail) {
        return new ProblemException(
                Problem.of(503, "STATE_NOT_READY", "The ledger's state is not ready", detail + "; try again"));
    }
}
