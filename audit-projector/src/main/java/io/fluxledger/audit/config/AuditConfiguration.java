package io.fluxledger.audit.config;

import io.fluxledger.audit.decrypt.DecryptConfiguration;
import io.fluxledger.audit.prove.LeafSalts;
import io.fluxledger.audit.prove.SealSettings;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import io.fluxledger.runtime.access.Callers;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of the audit service.
 *
 * @param projectorThreads threads that share the partitions
 * @param projectorMaxRecords most records of one transaction
 * @param readTimeout how long a question from outside may take in the database
 * @param decrypt what the auditor's key reads; empty where nothing is encrypted
 * @param chains where roots are anchored and balances are looked up; without, batches are sealed and anchored nowhere
 * @param availability where batches are published; without, nowhere
 * @param callers who may be known here; auditors and operators see private amounts, without them nobody does
 */
public record AuditConfiguration(
        String bootstrap,
        URI registry,
        HttpService.Config http,
        DatabaseConfiguration database,
        int projectorThreads,
        int projectorMaxRecords,
        Duration readTimeout,
        Optional<DecryptConfiguration> decrypt,
        Optional<ChainsFile> chains,
        SealSettings seal,
        Optional<Availability> availability,
        Callers callers) {
    /** A form with a token is the largest. */
    private static final int MAX_BODY_BYTES = 10 * 1_024;

    /** A data-availability service and the key of its account. */
    public record Availability(URI url, String key) {
        /** Without the key. */
        @Override
        public String toString() {
            return url.toString();
        }
    }

    /** Reads all keys; {@code state.dir} is common to all services and not needed here. */
    public static AuditConfiguration from(Settings settings) {
        AuditConfiguration configuration = new AuditConfiguration(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_BODY_BYTES),
                new DatabaseConfiguration(
                        settings.string("db.url"), settings.string("db.user"), settings.secret("db.password")),
                settings.integer("projector.threads", 2),
                settings.integer("projector.maxRecords", 2_000),
                settings.duration("read.timeout", Duration.ofSeconds(10)),
                DecryptConfiguration.from(settings),
                settings.string("chains.file", "").isEmpty()
                        ? Optional.empty()
                        : Optional.of(ChainsFile.read(settings.path("chains.file"))),
                new SealSettings(
                        settings.duration("seal.interval", Duration.ofMinutes(1)),
                        settings.integer("seal.maxLines", 50_000),
                        salts(settings.secret("liabilities.secrets"))),
                settings.string("availability.url", "").isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Availability(
                                settings.uri("availability.url"), settings.secret("availability.key"))),
                Callers.from(settings));
        settings.string("state.dir", "");
        settings.assertAllRead();
        return configuration;
    }

    private static LeafSalts salts(String lines) {
        try {
            return LeafSalts.of(lines);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("liabilities.secrets: " + e.getMessage(), e);
        }
    }
}
