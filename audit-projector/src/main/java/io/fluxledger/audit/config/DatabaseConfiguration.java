package io.fluxledger.audit.config;

/** A PostgreSQL database. */
public record DatabaseConfiguration(String url, String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
