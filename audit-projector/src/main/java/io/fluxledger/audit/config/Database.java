package io.fluxledger.audit.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** Connections to one generation of the projection, and its schema. A generation stands in a schema of its own. */
public final class Database implements AutoCloseable {
    /** Schema of the generation that everybody reads. */
    public static final String LIVE = "projection";
    /** Schema of the generation that is being built beside it. */
    public static final String NEXT = "projection_next";

    private static final int CONNECTIONS = 8;
    private static final long FREE_WITHIN_MS = 2_000;

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Connects to the live generation; the schema stays as it is. */
    public static Database connect(DatabaseConfiguration configuration) {
        return connect(configuration, LIVE);
    }

    /**
     * Connects to the live generation for those who ask from outside: whatever they ask, the projector's connections are others.
     *
     * @param timeout after which a statement is ended with SQL state 57014
     */
    public static Database reading(DatabaseConfiguration configuration, Duration timeout) {
        HikariConfig config = config(configuration, LIVE);
        config.setPoolName("audit-reading");
        config.setReadOnly(true);
        config.setConnectionTimeout(FREE_WITHIN_MS);
        config.addDataSourceProperty("ApplicationName", "audit-reading");
        config.setConnectionInitSql("SET statement_timeout = " + timeout.toMillis());
        return new Database(new HikariDataSource(config));
    }

    /** Connects to a generation. */
    public static Database connect(DatabaseConfiguration configuration, String schema) {
        return new Database(new HikariDataSource(config(configuration, schema)));
    }

    private static HikariConfig config(DatabaseConfiguration configuration, String schema) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("audit-" + schema);
        config.setJdbcUrl(configuration.url());
        config.setUsername(configuration.user());
        config.setPassword(configuration.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setSchema(schema);
        return config;
    }

    /** Connects to the live generation and brings its schema up to this build. */
    public static Database migrated(DatabaseConfiguration configuration) {
        return migrated(configuration, LIVE);
    }

    /** Connects to a generation and brings its schema up to this build. */
    public static Database migrated(DatabaseConfiguration configuration, String schema) {
        return migrate(connect(configuration, schema), schema);
    }

    private static Database migrate(Database database, String schema) {
        Flyway.configure()
                .dataSource(database.pool)
                .defaultSchema(schema)
                .createSchemas(true)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return database;
    }

    /**
     * Makes the generation that is built beside the live one. Its commits do not wait for the disk: who puts it in the live one's place
     * does, and before that nobody misses it.
     */
    public static Database beside(DatabaseConfiguration configuration) {
        HikariConfig config = config(configuration, NEXT);
        config.setConnectionInitSql("SET synchronous_commit = off");
        return migrate(new Database(new HikariDataSource(config)), NEXT);
    }

    public DataSource source() {
        return pool;
    }

    public Jdbi jdbi() {
        return Jdbi.create(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
