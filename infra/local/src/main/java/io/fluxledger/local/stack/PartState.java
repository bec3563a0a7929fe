package io.fluxledger.local.stack;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.fluxledger.servers.ServerProcess;

/**
 * A process of the stack as stack.json remembers it.
 *
 * @param startedAtMs start time of the process as the operating system reports it
 * @param port loopback port of its service
 * @param readyAfterMs how long it took to answer
 * @param fingerprint what it was started with; another one means that it must be restarted
 */
public record PartState(String name, long pid, long startedAtMs, int port, long readyAfterMs, String fingerprint) {
    @JsonIgnore
    public ServerProcess process() {
        return new ServerProcess(pid, startedAtMs);
    }
}
