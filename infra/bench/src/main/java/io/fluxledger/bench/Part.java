package io.fluxledger.bench;

import java.util.List;

/** A part of a bench that can be run alone. */
public interface Part {
    /** Lower case, one word; what {@code --only} takes. */
    String name();

    /** One line for people. */
    String description();

    /**
     * Measures.
     *
     * @throws Exception when it cannot be measured; a figure is never made up
     */
    List<Figure> run(BenchRun run) throws Exception;
}
