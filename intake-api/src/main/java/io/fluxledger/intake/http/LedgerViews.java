package io.fluxledger.intake.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.Draw;
import io.fluxledger.intake.accept.PayerFunds;
import io.fluxledger.intake.accept.SessionTerms;
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
import java.util.ArrayList;
import java.util.List;
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

    /** What the payer of a request has. */
    public PayerFunds fundsFor(JsonNode request) {
        return funds(request.path("payer").asText().toLowerCase(Locale.ROOT));
    }

    /** What a payer has, read when it is asked for. */
    public PayerFunds funds(String payer) {
        return new PayerFunds() {
            @Override
            public List<Draw> available() {
                return LedgerViews.this.available(payer);
            }

            @Override
            public boolean hasIntent(String intentId) {
                return intent(payer, intentId).isPresent();
            }

            @Override
            public Optional<SessionTerms> session(EthAddress sessionKey) {
                return LedgerViews.this.session(payer, sessionKey);
            }
        };
    }

    private List<Draw> available(String payer) {
        List<Draw> available = new ArrayList<>();
        account(payer).ifPresent(account -> {
            for (JsonNode balance : account.path("balances")) {
                if (balance.path("account").asText().equals("PAYER_AVAILABLE")) {
                    available.add(new Draw(
                            balance.path("chainId").asLong(),
                            Long.parseLong(balance.path("amountNanos").asText())));
                }
            }
        });
        return available;
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
