package io.fluxledger.servers;

/** Told what a server is doing while it starts, one short line at a time. */
@FunctionalInterface
public interface Progress {
    /** Says nothing. */
    Progress SILENT = line -> {};

    /** A step has begun. */
    void step(String line);
}
