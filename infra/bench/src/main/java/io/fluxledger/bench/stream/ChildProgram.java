package io.fluxledger.bench.stream;

import io.fluxledger.servers.JavaProgram;
import io.fluxledger.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program of ours in a JVM of its own, with its output in a file. */
public final class ChildProgram implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int TAIL_LINES = 20;

    private final String name;
    private final ServerProcess process;
    private final Path log;

    private ChildProgram(String name, ServerProcess process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param directory its working directory; the log lies beside
     * @param flags further JVM flags
     */
    public static ChildProgram start(
            String name, String mainClass, int heapMb, List<String> flags, List<String> arguments, Path directory) {
        Path log = directory.resolveSibling(directory.getFileName() + ".log");
        List<String> command = JavaProgram.command(mainClass, heapMb, flags, arguments);
        return new ChildProgram(name, ServerProcess.start(command, directory, Map.of(), log), log);
    }

    /**
     * @throws IllegalStateException when it is dead, with the end of its log
     */
    public void requireAlive() {
        if (!process.alive()) {
            throw failure("stopped by itself");
        }
    }

    /** An exception that says what happened to it, with the end of its log. */
    public IllegalStateException failure(String what) {
        String tail;
        try {
            List<String> lines = Files.readAllLines(log);
            tail = String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            tail = "(its log cannot be read: " + e.getMessage() + ")";
        }
        return new IllegalStateException("%s %s; the end of its log:%n%s".formatted(name, what, tail));
    }

    public ServerProcess process() {
        return process;
    }

    public Path log() {
        return log;
    }

    @Override
    public void close() {
        process.stop(ServerProcess.Signal.TERM, STOP);
    }
}
