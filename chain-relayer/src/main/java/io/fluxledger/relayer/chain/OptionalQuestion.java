package io.fluxledger.relayer.chain;

import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A question that not every node takes, and that can be done without: once one did not, it is left for a while. For one thread. */
final class OptionalQuestion {
    private static final Logger LOG = LoggerFactory.getLogger(OptionalQuestion.class);
    private static final long AGAIN_MS = TimeUnit.MINUTES.toMillis(10);

    private final long chainId;
    private final RoundNode node;
    private long notBeforeMs = Long.MIN_VALUE;

    OptionalQuestion(long chainId, RoundNode node) {
        this.chainId = chainId;
        this.node = node;
    }

    boolean mayBeAsked(long nowMs) {
        return nowMs >= notBeforeMs;
    }

    /**
     * As {@link RoundNode#ask}. Some nodes refuse a question by a status of HTTP, which looks as if they were down: without an answer the
     * next round does without it too.
     */
    List<Answer> ask(List<Call> calls, long nowMs) throws ChainUnavailableException {
        try {
            return node.ask(calls);
        } catch (ChainUnavailableException e) {
            notTaken(calls.getFirst().method(), String.valueOf(e.getMessage()), nowMs);
            throw e;
        }
    }

    /** @param said what the node answered instead */
    void notTaken(String method, String said, long nowMs) {
        notBeforeMs = nowMs + AGAIN_MS;
        LOG.info(
                "Chain {}: one by one for ten minutes, since many in one {} were answered by: {}",
                chainId,
                method,
                said);
    }
}
