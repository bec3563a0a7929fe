package io.fluxledger.relayer.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One chain's JSON-RPC endpoints, of which any that is well will do. Safe for use by several threads. */
public final class EvmNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EvmNode.class);
    /** A node so many blocks behind the best of the others is not asked for nonces. */
    private static final int MAX_LAG_BLOCKS = 3;

    private final long chainId;
    private final int confirmations;
    private final List<RpcEndpoint> endpoints;
    private final EndpointHealth health;
    private final AtomicIntegerArray checked;

    /**
     * @param rpcUrls the first that is well is asked
     * @param confirmations blocks, the transaction's own included, that make it final
     */
    public EvmNode(List<URI> rpcUrls, long chainId, int confirmations) {
        if (rpcUrls.isEmpty()) {
            throw new IllegalArgumentException("chain " + chainId + " has no RPC address");
        }
        this.chainId = chainId;
        this.confirmations = confirmations;
        this.endpoints = rpcUrls.stream().map(RpcEndpoint::new).toList();
        this.health = new EndpointHealth(endpoints.size(), MAX_LAG_BLOCKS);
        this.checked = new AtomicIntegerArray(endpoints.size());
    }

    long chainId() {
        return chainId;
    }

    int confirmations() {
        return confirmations;
    }

    int endpoints() {
        return endpoints.size();
    }

    EndpointHealth health() {
        return health;
    }

    /** A way to ask for one thread, which stays with one endpoint for as long as a round lasts. */
    NodeSession session() {
        return new NodeSession(this);
    }

    /** @throws ChainUnavailableException when any of the calls has no answer; the endpoint is then left alone for a while */
    List<Answer> call(int endpoint, long nowMs, List<Call> calls) throws ChainUnavailableException {
        try {
            return endpoints.get(endpoint).call(calls);
        } catch (IOException | RuntimeException e) {
            health.failed(endpoint, nowMs);
            throw new ChainUnavailableException(
                    "Chain " + chainId + " at " + endpoints.get(endpoint).name() + ", "
                            + calls.getFirst().method() + ": " + e,
                    e);
        }
    }

    /** The result, which must be there. */
    JsonNode result(int endpoint, Call call, Answer answer) throws ChainUnavailableException {
        if (answer.error() != null) {
            throw new ChainUnavailableException("Chain " + chainId + " at "
                    + endpoints.get(endpoint).name() + ", " + call.method() + ": "
                    + answer.error().message());
        }
        return answer.result();
    }

    /** A node that serves another chain than the one it is configured for would make every signature worthless. */
    void checkChain(int endpoint, long nowMs) throws ChainUnavailableException {
        if (checked.get(endpoint) != 0) {
            return;
        }
        Call call = Call.of("eth_chainId");
        JsonNode served =
                result(endpoint, call, call(endpoint, nowMs, List.of(call)).getFirst());
        if (Receipt.quantity(served).longValueExact() != chainId) {
            health.failed(endpoint, nowMs);
            LOG.error(
                    "The node {} of chain {} serves chain {}",
                    endpoints.get(endpoint).name(),
                    chainId,
                    Receipt.quantity(served));
            throw new ChainUnavailableException(
                    "The node of chain " + chainId + " serves chain " + Receipt.quantity(served));
        }
        checked.set(endpoint, 1);
    }

    /** It may have been replaced by another program meanwhile. */
    void forgetCheck(int endpoint) {
        checked.set(endpoint, 0);
    }

    @Override
    public void close() {
        endpoints.forEach(RpcEndpoint::close);
    }
}
