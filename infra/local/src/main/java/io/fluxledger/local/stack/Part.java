package io.fluxledger.local.stack;

import io.fluxledger.servers.Progress;
import io.fluxledger.servers.ServerProcess;
import java.time.Duration;

/** One process of the stack. */
interface Part {
    String name();

    /** All that its running process depends on, so that a change is seen. */
    String fingerprint();

    /**
     * Starts it on that port and returns when it answers.
     *
     * @throws io.fluxledger.servers.ServerFailedException when it does not
     */
    ServerProcess start(int port, Progress progress);

    /**
     * Whether the process that was started earlier still answers.
     *
     * @throws io.fluxledger.servers.ServerFailedException when another process answers on its port
     */
    boolean answers(PartState state);

    default ServerProcess.Signal stopSignal() {
        return ServerProcess.Signal.TERM;
    }

    default Duration stopTimeout() {
        return Duration.ofSeconds(30);
    }
}
