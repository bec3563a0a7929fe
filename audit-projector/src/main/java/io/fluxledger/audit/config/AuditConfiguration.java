package io.fluxledger.audit.config;

import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Settings;
import java.net.URI;

/**
 * Settings of the audit service.
 *
 * @param projectorThreads threads that share the partitions
 * @param projectorMaxRecords most records of one transaction
 */
public record AuditConfiguration(
        String bootstrap,
        URI registry,
        HttpService.Config http,
        DatabaseConfiguration database,
        int projectorThreads,
        int projectorMaxRecords) {
    private static final int MAX_BODY_BYTES = 1_024;

    /** Reads all keys; {@code chains.file} and {@code state.dir} are common to all services and not needed here. */
    public static AuditConfiguration from(Settings settings) {
        AuditConfiguration configuration = new AuditConfiguration(
                settings.string("kafka.bootstrap"),
                settings.uri("registry.url"),
                new HttpService.Config(
                        settings.string("http.host", "127.0.0.1"), settings.integer("http.port"), MAX_BODY_BYTES),
                new DatabaseConfiguration(
                        settings.string("db.url"), settings.string("db.user"), settings.secret("db.password")),
                settings.integer("projector.threads", 2),
                settings.integer("projector.maxRecords", 2_000));
        settings.string("chains.file", "");
        settings.string("state.dir", "");
        settings.assertAllRead();
        return configuration;
    }
}
