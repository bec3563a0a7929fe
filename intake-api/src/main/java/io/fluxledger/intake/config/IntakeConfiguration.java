package io.fluxledger.intake.config;

import io.fluxledger.intake.gateway.RouteQuotes;
import io.fluxledger.intake.guard.Quotas;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.Callers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Configuration of intake.
 *
 * @param streams base of the streams' query API
 * @param audit base of the audit projection's read API, for lists of what a payer did; empty when there is none
 * @param quotes where what ways between chains cost is asked for; empty when it is not asked
 * @param intentExpiry time from a challenge to the deadline of the intent that it suggests
 * @param providerSla how long a provider may take for a call; well below the expiry
 * @param escrowLockTimeout how long a call waits for its escrow lock to be confirmed
 * @param settlementTimeout how long a payment on chain is waited for before it is answered as pending
 * @param committedAnswers whether only committed journal lines are answered from; early answers are as good, see decision
 *     0007
 * @param answerTimeout how long a request waits for its journal line
 * @param maxPending requests that may wait at once; more are answered 503
 * @param maxRequests requests that are answered at once; more are answered 503
 * @param quota requests of one caller in a time; more are answered 429
 * @param callers who may be known here, by key or token
 * @param operatorKeySha256 hash of the operator's key; empty when this intake has none
 */
public record IntakeConfiguration(
        String bootstrap,
        URI registry,
        HttpService.Config http,
        Path chainsFile,
        Path providersFile,
        URI streams,
        Optional<URI> audit,
        Optional<RouteQuotes> quotes,
        Duration intentExpiry,
        Duration providerSla,
        Duration escrowLockTimeout,
        Duration settlementTimeout,
        boolean committedAnswers,
        Duration answerTimeout,
        int maxPending,
        int maxRequests,
        Quotas.Quota quota,
        Callers callers,
        Optional<byte[]> operatorKeySha256) {
    private static final int MAX_BODY_BYTES = 64 * 1_024;
    private static final int SHA256_BYTES = 32;
    private static final long MAX_BATCH_USDC = 1_000_000;
    private static final long NANOS_PER_USDC = 1_000_000_000;

    /** Reads all keys. */
    public static IntakeConfiguration from(Settings settings) {
        IntakeConfiguration configuration = new IntakeConfiguration(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_BODY_BYTES),
                settings.path("chains.file"),
                settings.path("providers.file"),
                settings.uri("streams.url"),
                settings.string("audit.url", "").isEmpty() ? Optional.empty() : Optional.of(settings.uri("audit.url")),
                quotes(settings),
                settings.duration("intent.expiry", Duration.ofSeconds(300)),
                settings.duration("provider.sla", Duration.ofSeconds(30)),
                settings.duration("escrow.lock.timeout", Duration.ofSeconds(60)),
                settings.duration("settlement.timeout", Duration.ofSeconds(30)),
                isCommitted(settings.string("answers.isolation", "read_uncommitted")),
                settings.duration("answers.timeout", Duration.ofSeconds(10)),
                settings.integer("pending.max", 10_000),
                settings.integer("requests.max", 4_000),
                quota(settings),
                Callers.from(settings),
                operatorKey(settings.string("operator.key.sha256.file", "")));
        settings.string("state.dir", "");
        settings.assertAllRead();
        return configuration;
    }

    private static Optional<RouteQuotes> quotes(Settings settings) {
        long batchUsdc = settings.number("route.batch.usdc", 100);
        if (batchUsdc <= 0 || batchUsdc > MAX_BATCH_USDC) {
            throw new ConfigurationException("route.batch.usdc: must be from 1 to " + MAX_BATCH_USDC);
        }
        return settings.string("relayer.url", "").isEmpty()
                ? Optional.empty()
                : Optional.of(new RouteQuotes(settings.uri("relayer.url"), batchUsdc * NANOS_PER_USDC));
    }

    private static Quotas.Quota quota(Settings settings) {
        long requests = settings.number("quota.requests", 1_000_000);
        Duration window = settings.duration("quota.window", Duration.ofMinutes(1));
        try {
            return new Quotas.Quota(requests, window);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("quota.requests and quota.window: " + e.getMessage(), e);
        }
    }

    private static Optional<byte[]> operatorKey(String file) {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] hash =
                    HexFormat.of().parseHex(Files.readString(Path.of(file)).trim());
            if (hash.length == SHA256_BYTES) {
                return Optional.of(hash);
            }
            throw new ConfigurationException("operator.key.sha256.file must hold 64 hex digits: " + file);
        } catch (IOException | IllegalArgumentException e) {
            // The cause may quote what stands in the file.
            throw new ConfigurationException("operator.key.sha256.file must hold 64 hex digits: " + file);
        }
    }

    private static boolean isCommitted(String isolation) {
        return switch (isolation) {
            case "read_committed" -> true;
            case "read_uncommitted" -> false;
            default ->
                throw new ConfigurationException(
                        "answers.isolation must be read_committed or read_uncommitted, not " + isolation);
        };
    }
}
