package io.fluxledger.audit.prove;

import io.fluxledger.audit.prove.ProofQueries.Entry;
import io.fluxledger.events.JournalLine;
import java.util.Optional;

/** Lines as the topics have them. */
public interface LineSource {
    /**
     * The line at a place; empty when there is none.
     *
     * @throws LineNotReadException when the topic does not answer
     */
    Optional<JournalLine> at(Entry entry);
}
