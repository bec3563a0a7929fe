package io.fluxledger.local.stack;

import io.fluxledger.servers.ServerFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What each process of a stack is doing now. */
public final class StackInspection {
    /**
     * One process.
     *
     * @param residentKb memory in use as the operating system counts it, in KiB; empty when it does not run
     * @param health {@code up}, {@code not ready}, {@code down}, or what is wrong
     * @param uptimeMs time since it was started; 0 when it does not run
     */
    public record Row(String name, long pid, int port, OptionalLong residentKb, String health, long uptimeMs) {
        public boolean up() {
            return health.equals("up");
        }
    }

    private StackInspection() {}

    /** Every part, in the order of starting. */
    public static List<Row> inspect(StackDirectory directory, StackState state) {
        PortPlan ports = new PortPlan(java.util.Optional.of(state));
        List<Part> parts = Stream.concat(
                        Parts.servers(directory).stream(), Parts.services(directory, ports, state.settings()).stream())
                .toList();
        List<Row> rows = new ArrayList<>();
        for (Part part : parts) {
            rows.add(state.part(part.name())
                    .map(s -> row(part, s))
                    .orElseGet(() -> new Row(part.name(), 0, 0, OptionalLong.empty(), "down", 0)));
        }
        return rows;
    }

    private static Row row(Part part, PartState state) {
        if (!state.process().alive()) {
            return new Row(part.name(), state.pid(), state.port(), OptionalLong.empty(), "down", 0);
        }
        String health;
        try {
            health = part.answers(state) ? "up" : "not ready";
        } catch (ServerFailedException e) {
            health = String.valueOf(e.getMessage());
        }
        long uptimeMs = System.currentTimeMillis() - state.startedAtMs();
        return new Row(part.name(), state.pid(), state.port(), residentKb(state.pid()), health, uptimeMs);
    }

    private static OptionalLong residentKb(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (!ps.waitFor(5, TimeUnit.SECONDS) || answer.isEmpty()) {
                return OptionalLong.empty();
            }
            return OptionalLong.of(Long.parseLong(answer));
        } catch (IOException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }
}
