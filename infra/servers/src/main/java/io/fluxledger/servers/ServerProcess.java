package io.fluxledger.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that we started. It is known by its id and its start time together, because ids are used again.
 *
 * @param startedAtMs start time as the operating system reports it
 */
public record ServerProcess(long pid, long startedAtMs) {
    private static final int TAIL_BYTES = 8192;

    /** How to ask a process to stop. */
    public enum Signal {
        TERM,
        INT
    }

    /**
     * Starts a program whose output goes to the end of a log file. It outlives this JVM and does not get the
     * terminal's Ctrl-C.
     *
     * @throws ServerFailedException when it cannot be started
     */
    public static ServerProcess start(List<String> command, Path directory, Map<String, String> environment, Path log) {
        try {
            Files.createDirectories(directory);
            Path logDirectory = log.toAbsolutePath().getParent();
            if (logDirectory != null) {
                Files.createDirectories(logDirectory);
            }
            ProcessBuilder builder = new ProcessBuilder(inOwnSession(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            ProcessHandle handle = builder.start().toHandle();
            return new ServerProcess(
                    handle.pid(), startOf(handle).orElse(Instant.now().toEpochMilli()));
        } catch (IOException e) {
            throw new ServerFailedException("cannot start %s: %s".formatted(command.getFirst(), e.getMessage()), e);
        }
    }

    /** The live process, when it is still the one that was started. */
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(h -> startOf(h).map(ms -> ms == startedAtMs).orElse(true));
    }

    public boolean alive() {
        return handle().isPresent();
    }

    /** Asks the process to stop and waits; kills it when it does not. */
    public void stop(Signal signal, Duration timeout) {
        Optional<ProcessHandle> running = handle();
        if (running.isEmpty()) {
            return;
        }
        ProcessHandle handle = running.get();
        signal(handle, signal);
        if (!exitsWithin(handle, timeout)) {
            handle.destroyForcibly();
            exitsWithin(handle, Duration.ofSeconds(10));
        }
    }

    /** Kills it without asking, as a crash would. */
    public void kill() {
        handle().ifPresent(handle -> {
            handle.destroyForcibly();
            exitsWithin(handle, Duration.ofSeconds(10));
        });
    }

    /** The last lines of a log file; empty when there is none. */
    static String tail(Path log, int lines) {
        if (!Files.isReadable(log)) {
            return "";
        }
        try (var channel = Files.newByteChannel(log)) {
            channel.position(Math.max(0, channel.size() - TAIL_BYTES));
            java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(TAIL_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Reads until the buffer or the file ends.
            }
            List<String> all = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(the log cannot be read: " + e.getMessage() + ")";
        }
    }

    private static Optional<Long> startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli);
    }

    private static List<String> inOwnSession(List<String> command) {
        Path setsid = Path.of("/usr/bin/setsid");
        if (!Files.isExecutable(setsid)) {
            return command;
        }
        List<String> detached = new ArrayList<>(List.of(setsid.toString()));
        detached.addAll(command);
        return detached;
    }

    private static void signal(ProcessHandle handle, Signal signal) {
        if (signal == Signal.TERM) {
            handle.destroy();
            return;
        }
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(handle.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            handle.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroy();
        }
    }

    private static boolean exitsWithin(ProcessHandle handle, Duration timeout) {
        try {
            handle.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return !handle.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        }
    }
}
