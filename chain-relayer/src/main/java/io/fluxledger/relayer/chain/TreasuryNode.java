package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.relayer.watch.ReceivedTransfer;
import io.fluxledger.relayer.watch.WatchedTreasury;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads from a chain what its treasury received. For one thread. */
public final class TreasuryNode {
    private final WatchedTreasury treasury;
    private final int confirmations;
    private final NodeSession node;
    private final Clock clock;

    public TreasuryNode(EvmNode node, WatchedTreasury treasury, Clock clock) {
        this.treasury = treasury;
        this.confirmations = node.confirmations();
        this.node = node.session();
        this.clock = clock;
    }

    public WatchedTreasury treasury() {
        return treasury;
    }

    /**
     * The newest block that no reorganisation is expected to take back; below 0 before there is one. It chooses the node that
     * is asked until it is called again: one that lags has no logs of blocks that it does not know.
     */
    public long finalBlock() throws ChainUnavailableException {
        return node.head(treasury.treasury(), -1, clock.millis()).blockNumber() - (confirmations - 1);
    }

    /** What strangers sent to the treasury in those blocks, both included, in the chain's order. */
    public List<ReceivedTransfer> received(long fromBlock, long toBlock) throws ChainUnavailableException {
        List<String> topics = UsdcAbi.transfersToTopics(treasury.treasury());
        List<String> hashes =
                node.transactions(treasury.usdc(), topics.getFirst(), topics.getLast(), fromBlock, toBlock);
        Map<String, Receipt> receipts = node.receipts(hashes);
        List<ReceivedTransfer> received = new ArrayList<>();
        for (String hash : hashes) {
            Receipt receipt = receipts.get(hash);
            if (receipt == null) {
                throw new ChainUnavailableException(
                        "Chain " + treasury.chainId() + " has a log of " + hash + " and no receipt");
            }
            received.addAll(treasury.received(receipt.sender(), receipt.logs()));
        }
        return received;
    }
}
