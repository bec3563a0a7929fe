package io.fluxledger.intake.publish;

import io.fluxledger.events.EscrowLocked;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentClosed;
import io.fluxledger.events.JournalLine;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which line. A line counts whether or not the producer's acknowledgement has come: it cannot exist
 * without its input. Safe for use by several threads.
 */
public final class JournalAnswers {
    private record IntentKey(String payer, String intentId) {}

    private static final int HEADER_BYTES = 5;
    private static final int ID_BYTES = 16;

    private final int maxPending;
    private final Map<InputId16, CompletableFuture<Answer>> pending = new ConcurrentHashMap<>();
    private final Map<IntentKey, CompletableFuture<JournalLine>> intents = new ConcurrentHashMap<>();

    /** @param maxPending requests that may wait at once */
    public JournalAnswers(int maxPending) {
        this.maxPending = maxPending;
    }

    /** Number of requests that wait. */
    public int waiting() {
        return pending.size();
    }

    /**
     * Registers interest in the answer to an input, before it is published.
     *
     * @throws ProblemException OVERLOADED when too many requests wait already
     */
    CompletableFuture<Answer> expect(InputId16 id) {
        if (pending.size() >= maxPending) {
            throw new ProblemException(
                    Problem.of(503, "OVERLOADED", "Too many requests wait", "nothing was done; try again in a second"));
        }
        return pending.computeIfAbsent(id, i -> new CompletableFuture<>());
    }

    void forget(InputId16 id) {
        pending.remove(id);
    }

    /**
     * Registers interest in the next line that locks an intent in the escrow or closes it. To be called before what leads
     * to that line is published, and forgotten afterwards.
     */
    public CompletableFuture<JournalLine> expectIntent(String payer, String intentId) {
        return intents.computeIfAbsent(new IntentKey(payer, intentId), k -> new CompletableFuture<>());
    }

    public void forgetIntent(String payer, String intentId) {
        intents.remove(new IntentKey(payer, intentId));
    }

    /**
     * Whether anybody waits for a line, by what can be told without decoding it: its key, and its input's id, which is the
     * first field behind the wire format's header.
     */
    boolean isWanted(@Nullable String key, byte[] line) {
        if (line.length < HEADER_BYTES + ID_BYTES) {
            return true;
        }
        byte[] id = Arrays.copyOfRange(line, HEADER_BYTES, HEADER_BYTES + ID_BYTES);
        if (pending.containsKey(new InputId16(id))) {
            return true;
        }
        return !intents.isEmpty()
                && key != null
                && intents.keySet().stream().anyMatch(wanted -> wanted.payer().equals(key));
    }

    /** A line of a journal, in the journal's order. */
    void line(String topic, @Nullable String key, JournalLine line) {
        if (line.getIndex() == 0) {
            CompletableFuture<Answer> waiting = pending.remove(line.getInputId());
            if (waiting != null) {
                waiting.complete(new Answer(topic, line));
            }
        }
        if (key == null || intents.isEmpty()) {
            return;
        }
        for (Object entry : line.getEntries()) {
            String intentId = switch (entry) {
                case EscrowLocked e -> e.getIntentId();
                case IntentClosed e -> e.getIntentId();
                default -> null;
            };
            CompletableFuture<JournalLine> waiting =
                    intentId == null ? null : intents.remove(new IntentKey(key, intentId));
            if (waiting != null) {
                waiting.complete(line);
            }
        }
    }
}
