package io.fluxledger.local.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stack.json says: the settings and every process that was started.
 *
 * @param parts in the order of starting
 */
public record StackState(StackSettings settings, List<PartState> parts) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public StackState {
        parts = List.copyOf(parts);
    }

    /** What the file says; empty when there is no stack. */
    public static Optional<StackState> read(StackDirectory directory) {
        Path file = directory.stackFile();
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), StackState.class));
        } catch (IOException e) {
            throw new StackException(
                    "%s cannot be read: %s%nWhere another build made it, stop what it runs with that build's ./ledger down, and delete %s."
                            .formatted(file, e.getMessage(), directory.root()),
                    e);
        }
    }

    /** What the file says. */
    public static StackState require(StackDirectory directory) {
        return read(directory)
                .orElseThrow(() -> new StackException("no stack in " + directory.root() + "; start one: ./ledger up"));
    }

    /** Replaces the file; a reader sees the old or the new one. */
    void write(StackDirectory directory) {
        Path file = directory.stackFile();
        Path next = directory.root().resolve("stack.json.next");
        try {
            JSON.writeValue(next.toFile(), this);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    public Optional<PartState> part(String name) {
        return parts.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Port of a part that must be there. */
    public int port(String name) {
        return part(name)
                .orElseThrow(() -> new StackException("the stack has no " + name + "; start it: ./ledger up"))
                .port();
    }

    public String bootstrap() {
        return "127.0.0.1:" + port(Parts.KAFKA);
    }

    /** Base address of a part's HTTP service. */
    public String url(String name) {
        return "http://127.0.0.1:" + port(name);
    }

    StackState with(PartState part) {
        List<PartState> next = new ArrayList<>(parts);
        next.removeIf(p -> p.name().equals(part.name()));
        next.add(part);
        return new StackState(settings, next);
    }

    StackState without(String name) {
        return new StackState(
                settings, parts.stream().filter(p -> !p.name().equals(name)).toList());
    }

    StackState with(StackSettings other) {
        return new StackState(other, parts);
    }
}
