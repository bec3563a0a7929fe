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
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What it costs at this moment to bring a payment to the chain of its provider, as the relayer quotes it. The payer bears it
 * within the signed maximum: a call that is paid at once its own way, one that is paid with a batch its share of the way of
 * {@link RouteQuotes#batchNanos()}. What cannot be quoted now is borne by the platform, so that no call waits for a quote.
 */
final class RouteCosts {
    private static final Logger LOG = LoggerFactory.getLogger(RouteCosts.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** How long a batch's quote, or that there was none, is good for. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final int NANO_DIGITS = 9;
    private static final int MICRO_DIGITS = 6;

    private final Optional<RouteQuotes> quotes;
    private final Clock clock;
    private final Map<Way, BatchQuote> ofBatches = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private record Way(long from, long to) {}

    /** @param feesNanos of the whole batch; 0 when nobody quotes it */
    private record BatchQuote(long feesNanos, Instant until) {}

    /** @param quotes empty where nothing is quoted */
    RouteCosts(Optional<RouteQuotes> quotes, Clock clock) {
        this.quotes = quotes;
        this.clock = clock;
    }

    /** Nano-USDC, never more than what is left of the lock. */
    long nanos(LockedCall call, long usedNanos) {
        return nanos(call.intent(), call.draws(), usedNanos);
    }

    /** @param draws of the intent; what was used is taken from them in their order */
    long nanos(IntentLocked intent, List<Draw> draws, long usedNanos) {
        long roomNanos = intent.getMaxAmountNanos() - usedNanos;
        if (quotes.isEmpty() || intent.getFunding() != Funding.CREDITS || roomNanos <= 0) {
            return 0;
        }
        RouteQuotes source = quotes.get();
        long leftNanos = usedNanos;
        long costNanos = 0;
        for (Draw draw : draws) {
            long takenNanos = Math.min(leftNanos, draw.getAmountNanos());
            leftNanos -= takenNanos;
            if (takenNanos > 0 && draw.getChainId() != intent.getPayoutChainId()) {
                Way way = new Way(draw.getChainId(), intent.getPayoutChainId());
                costNanos = Math.addExact(
                        costNanos,
                        intent.getPayoutMode() == PayoutMode.BATCH
                                ? share(source, way, takenNanos)
                                : quote(source, way, takenNanos).orElse(0));
            }
        }
        return Math.min(roomNanos, costNanos);
    }

    /** Rounded up. */
    private long share(RouteQuotes source, Way way, long takenNanos) {
        Instant now = clock.instant();
        BatchQuote known = ofBatches.compute(way, (of, last) -> {
            if (last != null && now.isBefore(last.until())) {
                return last;
            }
            return new BatchQuote(quote(source, of, source.batchNanos()).orElse(0), now.plus(KEPT));
        });
        BigInteger batch = BigInteger.valueOf(source.batchNanos());
        return BigInteger.valueOf(known.feesNanos())
                .multiply(BigInteger.valueOf(takenNanos))
                .add(batch.subtract(BigInteger.ONE))
                .divide(batch)
                .longValueExact();
    }

    private OptionalLong quote(RouteQuotes source, Way way, long amountNanos) {
        String query = "/v1/routes/quote?from=" + way.from() + "&to=" + way.to() + "&amount="
                + BigDecimal.valueOf(amountNanos, NANO_DIGITS)
                        .setScale(MICRO_DIGITS, RoundingMode.CEILING)
                        .toPlainString();
        HttpRequest request = HttpRequest.newBuilder(source.relayer().resolve(query))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = Json.STRICT.readTree(response.body());
            if (response.statusCode() == 200) {
                return OptionalLong.of(DecimalAmount.units(body.path("fees").asText(), NANO_DIGITS));
            }
            LOG.warn(
                    "No quote from chain {} to {}: {}",
                    way.from(),
                    way.to(),
                    body.path("detail").asText());
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("No quote from chain {} to {}: {}", way.from(), way.to(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return OptionalLong.empty();
    }
}
