package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What it costs at this moment to bring a payment to the chain of its provider, as the relayer quotes it. The payer bears it
 * within the signed maximum; what cannot be quoted now is borne by the platform, so that no call waits for a quote.
 */
final class RouteCosts {
    private static final Logger LOG = LoggerFactory.getLogger(RouteCosts.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int NANO_DIGITS = 9;

    private final Optional<URI> relayer;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    /** @param relayer base of its API; empty where nothing is quoted */
    RouteCosts(Optional<URI> relayer) {
        this.relayer = relayer;
    }

    /** Nano-USDC, never more than what is left of the lock. */
    long nanos(LockedCall call, long usedNanos) {
        IntentLocked intent = call.intent();
        long roomNanos = intent.getMaxAmountNanos() - usedNanos;
        if (relayer.isEmpty()
                || intent.getFunding() != Funding.CREDITS
                || intent.getPayoutMode() != PayoutMode.INSTANT
                || roomNanos <= 0) {
            return 0;
        }
        return Math.min(roomNanos, quoted(relayer.get(), call.draws(), intent.getPayoutChainId(), usedNanos));
    }

    /** What was used is taken from the draws in their order. */
    private long quoted(URI base, List<Draw> draws, long payoutChainId, long usedNanos) {
        long leftNanos = usedNanos;
        long costNanos = 0;
        for (Draw draw : draws) {
            long takenNanos = Math.min(leftNanos, draw.getAmountNanos());
            leftNanos -= takenNanos;
            if (takenNanos > 0 && draw.getChainId() != payoutChainId) {
                costNanos = Math.addExact(costNanos, quote(base, draw.getChainId(), payoutChainId, takenNanos));
            }
        }
        return costNanos;
    }

    private long quote(URI base, long from, long to, long amountNanos) {
        String query = "/v1/routes/quote?from=" + from + "&to=" + to + "&amount="
                + BigDecimal.valueOf(amountNanos, NANO_DIGITS).toPlainString();
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(query)).timeout(TIMEOUT).build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = Json.STRICT.readTree(response.body());
            if (response.statusCode() == 200) {
                return DecimalAmount.units(body.path("fees").asText(), NANO_DIGITS);
            }
            LOG.warn(
                    "No quote from chain {} to {}: {}",
                    from,
                    to,
                    body.path("detail").asText());
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("No quote from chain {} to {}: {}", from, to, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
