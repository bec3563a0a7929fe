package io.fluxledger.relayer.chain;

import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import java.util.List;

/** The node that a round has chosen. */
interface RoundNode {
    /**
     * Answers in the order of the calls; each may be a refusal.
     *
     * @throws ChainUnavailableException when any of the calls has no answer
     */
    List<Answer> ask(List<Call> calls) throws ChainUnavailableException;
}
