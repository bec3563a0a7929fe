package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.BridgeTransfer;
import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.contracts.SwapPoolAbi;
import io.fluxledger.relayer.route.Leg;
import io.fluxledger.relayer.route.RouteEvent;
import io.fluxledger.relayer.route.RouteLeg;
import io.fluxledger.relayer.route.TransferWatch;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.utils.Numeric;

/** Reads from the contracts of both chains, as of their newest final blocks, what became of locks and swaps. */
public final class BridgeWatch implements TransferWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeWatch.class);
    private static final int MAX_KNOWN = 10_000;
    /** Nodes limit how far logs may reach; they are searched in steps of that size, newest first. */
    private static final BigInteger LOG_BLOCKS = BigInteger.valueOf(2_000);

    private static final int MAX_LOG_STEPS = 100;

    private final Map<Long, ChainView> chains;
    /** By transaction of the lock. */
    private final Map<String, BridgeTransfer> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BridgeTransfer> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    public BridgeWatch(Map<Long, ChainView> chains) {
        this.chains = Map.copyOf(chains);
    }

    @Override
    public Optional<RouteEvent> look(RouteLeg leg) {
        String hash = Objects.requireNonNull(leg.transactionHash(), "transaction of a locked leg");
        try {
            return switch (leg.leg()) {
                case Leg.Move move -> transfer(leg.number(), move, hash);
                case Leg.SwapPay swap -> swapped(leg.number(), swap, hash);
                case Leg.Pay _ -> Optional.empty();
            };
        } catch (ChainUnavailableException e) {
            LOG.warn("Leg {} of {} cannot be looked at: {}", leg.number(), hash, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<RouteEvent> swapped(int number, Leg.SwapPay swap, String hash) throws ChainUnavailableException {
        return chain(swap.chainId())
                .receipt(hash)
                .flatMap(receipt -> SwapPoolAbi.swaps(swap.pool().contract(), receipt.getLogs()).stream()
                        .findFirst())
                .map(event -> new RouteEvent.Swapped(number, event.amountOut()));
    }

    private Optional<RouteEvent> transfer(int number, Leg.Move move, String hash) throws ChainUnavailableException {
        Optional<BridgeTransfer> found = locked(move, hash);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        BridgeTransfer transfer = found.get();
        ChainView destination = chain(transfer.destinationChainId());
        BigInteger destinationEnd = destination.finalBlock();
        if (state(destination, transfer.destinationBridge(), transfer, destinationEnd)
                == FluxBridgeAbi.State.RELEASED) {
            return event(destination, transfer.destinationBridge(), transfer, destinationEnd)
                    .map(end -> new RouteEvent.Released(number, end));
        }
        ChainView source = chain(transfer.sourceChainId());
        BigInteger sourceEnd = source.finalBlock();
        if (state(source, transfer.sourceBridge(), transfer, sourceEnd) == FluxBridgeAbi.State.REFUNDED) {
            return event(source, transfer.sourceBridge(), transfer, sourceEnd)
                    .map(end -> new RouteEvent.Refunded(number, end));
        }
        return Optional.empty();
    }

    private Optional<BridgeTransfer> locked(Leg.Move move, String hash) throws ChainUnavailableException {
        BridgeTransfer before = known.get(hash);
        if (before != null) {
            return Optional.of(before);
        }
        Optional<TransactionReceipt> receipt = chain(move.chainId()).receipt(hash);
        Optional<BridgeTransfer> transfer = receipt.flatMap(
                r -> FluxBridgeAbi.events(move.chainId(), move.bridge().entry(), r.getLogs()).stream()
                        .filter(FluxBridgeAbi.Locked.class::isInstance)
                        .map(event -> ((FluxBridgeAbi.Locked) event).transfer())
                        .findFirst());
        transfer.ifPresent(t -> known.put(hash, t));
        return transfer;
    }

    private static FluxBridgeAbi.State state(ChainView chain, String bridge, BridgeTransfer transfer, BigInteger block)
            throws ChainUnavailableException {
        return FluxBridgeAbi.decodeState(chain.call(bridge, FluxBridgeAbi.stateOf(transfer.id()), block));
    }

    /** The transaction that ended the transfer on that chain. */
    private static Optional<String> event(ChainView chain, String bridge, BridgeTransfer transfer, BigInteger end)
            throws ChainUnavailableException {
        String id = Numeric.toHexString(transfer.id());
        BigInteger to = end;
        for (int step = 0; step < MAX_LOG_STEPS && to.signum() >= 0; step++) {
            BigInteger from = to.subtract(LOG_BLOCKS).add(BigInteger.ONE).max(BigInteger.ZERO);
            for (Log log : chain.logsOf(bridge, id, from, to)) {
                boolean ends = FluxBridgeAbi.events(chain.chainId(), bridge, List.of(log)).stream()
                        .anyMatch(event ->
                                event instanceof FluxBridgeAbi.Released || event instanceof FluxBridgeAbi.Refunded);
                if (ends) {
                    return Optional.of(log.getTransactionHash());
                }
            }
            to = from.subtract(BigInteger.ONE);
        }
        return Optional.empty();
    }

    private ChainView chain(long chainId) {
        ChainView chain = chains.get(chainId);
        if (chain == null) {
            throw new IllegalStateException("Chain " + chainId + " is not configured");
        }
        return chain;
    }
}
