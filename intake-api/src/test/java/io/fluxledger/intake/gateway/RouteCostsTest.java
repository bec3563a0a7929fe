package io.fluxledger.intake.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fluxledger.events.Address20;
import io.fluxledger.events.Draw;
import io.fluxledger.events.Funding;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.PayoutMode;
import io.fluxledger.schemas.EventHeaders;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A relayer that asks 0.01 USDC and one in a thousand of what goes from chain 1 to chain 2, and knows no other way. */
class RouteCostsTest {
    private static final long PAYOUT_CHAIN = 2;
    private static final long BATCH_NANOS = 100_000_000_000L;
    private static final long USDC = 1_000_000_000;

    private final List<String> asked = new ArrayList<>();
    private HttpServer relayer;
    private Instant now = Instant.ofEpochSecond(1_000);
    private RouteCosts costs;

    @BeforeEach
    void start() throws IOException {
        relayer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relayer.createContext("/v1/routes/quote", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            asked.add(query);
            boolean known = query.startsWith("from=1&to=2&amount=");
            String fees = known
                    ? new BigDecimal(query.substring(query.lastIndexOf('=') + 1))
                            .movePointLeft(3)
                            .add(new BigDecimal("0.01"))
                            .stripTrailingZeros()
                            .toPlainString()
                    : "";
            byte[] body =
                    (known ? "{\"fees\":\"" + fees + "\"}" : "{\"detail\":\"none\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        relayer.start();
        InstantSource clock = () -> now;
        costs = new RouteCosts(Optional.of(quotes(relayer.getAddress().getPort())), clock.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        relayer.stop(0);
    }

    private static RouteQuotes quotes(int port) {
        return new RouteQuotes(URI.create("http://127.0.0.1:" + port), BATCH_NANOS);
    }

    private static IntentLocked intent(Funding funding, PayoutMode mode, long maxNanos) {
        return IntentLocked.newBuilder()
                .setInputId(EventHeaders.newInputId())
                .setPayer(new Address20(new byte[20]))
                .setIntentId("i1")
                .setProvider(new Address20(new byte[20]))
                .setMaxAmountNanos(maxNanos)
                .setDeadlineMs(1)
                .setFunding(funding)
                .setPayoutMode(mode)
                .setPayoutChainId(PAYOUT_CHAIN)
                .setDraws(List.of())
                .setNonce(new Hash32(new byte[32]))
                .setSignature(ByteBuffer.allocate(65))
                .build();
    }

    private static List<Draw> draws(String text) {
        return Arrays.stream(text.split(" "))
                .map(d -> d.split(":"))
                .map(d -> new Draw(Long.parseLong(d[0]), Long.parseLong(d[1])))
                .toList();
    }

    /** What is asked for is in whole micros, rounded up; a share of a batch's 0.11 of 100 is 0.0011 of each USDC, rounded up. */
    @ParameterizedTest(name = "{0} {1} of {4} from {2}, {3} used: {5}")
    @CsvSource(delimiter = '|', textBlock = """
            CREDITS | INSTANT | 1:1000000000              | 500000000 | 1000000000 | 10500000
            CREDITS | INSTANT | 1:1000000000              | 500000001 | 1000000000 | 10500001
            CREDITS | INSTANT | 1:500010000               | 500000000 | 500010000  | 10000
            CREDITS | INSTANT | 2:400000000 1:600000000   | 500000000 | 1000000000 | 10100000
            CREDITS | INSTANT | 2:1000000000              | 500000000 | 1000000000 | 0
            CREDITS | INSTANT | 7:1000000000              | 500000000 | 1000000000 | 0
            ESCROW  | INSTANT | 1:1000000000              | 500000000 | 1000000000 | 0
            CREDITS | BATCH   | 1:1000000000              | 500000000 | 1000000000 | 550000
            CREDITS | BATCH   | 1:1000000000              | 7000000   | 1000000000 | 7700
            CREDITS | BATCH   | 1:1000000000              | 1         | 1000000000 | 1
            CREDITS | BATCH   | 1:500000001               | 500000000 | 500000001  | 1
            CREDITS | BATCH   | 1:500000000               | 500000000 | 500000000  | 0
            CREDITS | BATCH   | 2:400000000 1:600000000   | 500000000 | 1000000000 | 110000
            CREDITS | BATCH   | 2:1000000000              | 500000000 | 1000000000 | 0
            CREDITS | BATCH   | 7:1000000000              | 500000000 | 1000000000 | 0
            """)
    void thePayerBearsTheWay(
            Funding funding, PayoutMode mode, String draws, long usedNanos, long maxNanos, long costNanos) {
        assertThat(costs.nanos(intent(funding, mode, maxNanos), draws(draws), usedNanos))
                .isEqualTo(costNanos);
    }

    @Test
    void aBatchsQuoteIsGoodForAMinuteAndSoIsThatThereWasNone() {
        IntentLocked near = intent(Funding.CREDITS, PayoutMode.BATCH, USDC);
        for (int call = 0; call < 3; call++) {
            costs.nanos(near, draws("1:" + USDC), USDC / 2);
            costs.nanos(near, draws("7:" + USDC), USDC / 2);
        }
        assertThat(asked).containsExactly("from=1&to=2&amount=100.000000", "from=7&to=2&amount=100.000000");
        now = now.plus(Duration.ofMinutes(1));
        costs.nanos(near, draws("1:" + USDC), USDC / 2);
        assertThat(asked).hasSize(3);
    }

    @Test
    void whereNobodyAnswersOrIsAskedThePlatformBearsIt() {
        IntentLocked near = intent(Funding.CREDITS, PayoutMode.INSTANT, USDC);
        relayer.stop(0);
        assertThat(costs.nanos(near, draws("1:" + USDC), USDC / 2)).isZero();
        assertThat(new RouteCosts(Optional.empty(), Clock.systemUTC()).nanos(near, draws("1:" + USDC), USDC / 2))
                .isZero();
    }
}
