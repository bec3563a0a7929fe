package io.fluxledger.settlement.notify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries messages to the KYC portal, several at a time, each once; who calls it keeps count of attempts. */
public final class Courier implements AutoCloseable {
    /** Messages that are on their way at a time. */
    public static final int MAX_UNDER_WAY = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int GONE = 410;

    /** Is told how a delivery ended. */
    public interface Results {
        void ended(Message message, Delivery delivery);
    }

    private final URI portal;
    private final WebhookSecret secret;
    private final Clock clock;
    private final Results results;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> underWay = new HashSet<>();

    /** @param results called on threads of the courier */
    public Courier(URI portal, WebhookSecret secret, Clock clock, Results results) {
        this.portal = portal;
        this.secret = secret;
        this.clock = clock;
        this.results = results;
    }

    /** How many more may be sent now. */
    public synchronized int room() {
        return MAX_UNDER_WAY - underWay.size();
    }

    /** Sends it; its end is told once. */
    public void send(Message message) {
        synchronized (this) {
            if (!underWay.add(message.id())) {
                return;
            }
        }
        var _ = threads.submit(() -> {
            Delivery delivery;
            try {
                delivery = deliver(message);
            } catch (RuntimeException | Error e) {
                // Nobody looks at what a task throws: unsaid, the message would wait for ever.
                LOG.error("{} not delivered", message.id(), e);
                delivery = new Delivery.Failed("not sent: " + e.getClass().getSimpleName());
            } finally {
                synchronized (this) {
                    underWay.remove(message.id());
                }
            }
            results.ended(message, delivery);
        });
    }

    private Delivery deliver(Message message) {
        byte[] body = message.body().getBytes(StandardCharsets.UTF_8);
        long timestampS = clock.millis() / 1_000;
        HttpRequest request = HttpRequest.newBuilder(portal)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header(SignedMessage.ID, message.id())
                .header(SignedMessage.TIMESTAMP, Long.toString(timestampS))
                .header(SignedMessage.SIGNATURE, secret.sign(message.id(), timestampS, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                return new Delivery.Accepted(status);
            }
            return status == GONE ? new Delivery.Gone() : new Delivery.Refused(status);
        } catch (HttpTimeoutException e) {
            return new Delivery.Failed("no answer within " + TIMEOUT.toSeconds() + " s");
        } catch (IOException e) {
            LOG.debug("{} not delivered", message.id(), e);
            return new Delivery.Failed("no connection: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Delivery.Failed("stopped");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
