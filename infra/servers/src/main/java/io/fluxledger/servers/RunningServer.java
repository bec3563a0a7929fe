package io.fluxledger.servers;

/** A real server that runs as a process of its own and answered as ours when it was started. */
public interface RunningServer extends AutoCloseable {
    /** Short name for people, unique in a stack. */
    String name();

    /** The process. */
    ServerProcess process();

    /** Loopback port of its main service. */
    int port();

    /** Stops it cleanly, by force after a time-out; does nothing when it has already stopped. */
    void stop();

    @Override
    default void close() {
        stop();
    }
}
