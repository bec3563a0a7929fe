package io.fluxledger.servers;

import java.nio.file.Path;
import java.time.Duration;

/** Waits until a server that was started answers. */
public final class Readiness {
    private static final int POLL_MS = 50;

    /** A question to the server; false or an exception means not yet. */
    @FunctionalInterface
    public interface Check {
        /**
         * @throws Exception when there is no usable answer yet
         */
        boolean answers() throws Exception;
    }

    private Readiness() {}

    /**
     * Waits for the answer and checks that the process which answers is the one that was started.
     *
     * @throws ServerFailedException when the process dies, the time is over, or another process has the port; with the
     *     end of the log
     */
    public static void await(String name, ServerProcess process, int port, Path log, Duration timeout, Check check) {
        long deadline = System.nanoTime() + timeout.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            if (!process.alive()) {
                throw failed("%s stopped while starting".formatted(name), log);
            }
            try {
                if (check.answers()) {
                    requireOurs(name, process, port);
                    return;
                }
            } catch (ServerFailedException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerFailedException("interrupted while waiting for " + name, e);
            } catch (Exception e) {
                last = e.toString();
            }
            pause(name);
        }
        throw failed("%s was not ready after %d s (%s)".formatted(name, timeout.toSeconds(), last), log);
    }

    /**
     * @throws ServerFailedException when the port is listened on by another process
     */
    public static void requireOurs(String name, ServerProcess process, int port) {
        if (Ports.ownerOf(port, process.pid()) == Ports.Owner.ANOTHER) {
            throw new ServerFailedException("port %d of %s is answered by a process that is not ours (pid %d is)"
                    .formatted(port, name, process.pid()));
        }
    }

    private static ServerFailedException failed(String what, Path log) {
        return new ServerFailedException("%s; the end of %s:%n%s".formatted(what, log, ServerProcess.tail(log, 15)));
    }

    private static void pause(String name) {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailedException("interrupted while waiting for " + name, e);
        }
    }
}
