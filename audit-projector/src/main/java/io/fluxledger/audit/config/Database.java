package io.fluxledger.audit.config;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** Connections to the projection, and its schema. */
public final class Database implements AutoCloseable {
    private static final int CONNECTIONS = 8;

    private final HikariDataSource pool;

    private Database(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Connects; the schema stays as it is. */
    public static Database connect(DatabaseConfiguration configuration) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("audit");
        config.setJdbcUrl(configuration.url());
        config.setUsername(configuration.user());
        config.setPassword(configuration.password());
        config.setMaximumPoolSize(CONNECTIONS);
        return new Database(new HikariDataSource(config));
    }

    /** Connects and brings the schema up to this build. */
    public static Database migrated(DatabaseConfiguration configuration) {
        Database database = connect(configuration);
        Flyway.configure()
                .dataSource(database.pool)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        return database;
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
