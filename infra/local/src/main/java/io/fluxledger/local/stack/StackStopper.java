package io.fluxledger.local.stack;

import io.fluxledger.servers.ServerProcess;
import java.time.Duration;
import java.util.List;

/** Stops the processes of a stack, the last started first. */
public final class StackStopper {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private StackStopper() {}

    /**
     * Stops every process that is still the one that was started; a process that only has the same id is left alone.
     *
     * @return number of processes stopped
     */
    public static int stop(StackDirectory directory, Report report) {
        return stop(directory, report, Parts.ALL);
    }

    /** As {@link #stop}, but for the servers: broker, registry, database and EVM nodes go on. */
    public static int stopServices(StackDirectory directory, Report report) {
        List<String> servers = Parts.servers(directory).stream().map(Part::name).toList();
        return stop(
                directory,
                report,
                Parts.ALL.stream().filter(name -> !servers.contains(name)).toList());
    }

    private static int stop(StackDirectory directory, Report report, List<String> names) {
        if (StackState.read(directory).isEmpty()) {
            return 0;
        }
        try (StackLock lock = StackLock.take(directory)) {
            StackState state = StackState.require(lock.directory());
            int stopped = 0;
            for (String name : names.reversed()) {
                for (PartState part : state.part(name).stream().toList()) {
                    if (part.process().alive()) {
                        report.line(name, "stopping pid " + part.pid());
                        part.process().stop(signal(directory, name), TIMEOUT);
                        stopped++;
                    }
                }
            }
            return stopped;
        }
    }

    private static ServerProcess.Signal signal(StackDirectory directory, String name) {
        List<Part> servers = Parts.servers(directory);
        return servers.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .map(Part::stopSignal)
                .orElse(ServerProcess.Signal.TERM);
    }
}
