package io.fluxledger.bench;

import java.util.List;

/**
 * A bench by name: parts that are run one after the other.
 *
 * @param name what the command takes
 * @param description one line for people
 */
public record Bench(String name, String description, List<Part> parts) {
    public Bench {
        parts = List.copyOf(parts);
    }
}
