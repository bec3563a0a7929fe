package io.fluxledger.relayer.chain;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.web3j.utils.Numeric;

/** Asks a node for receipts: for those of a whole block where many are wanted, else one by one. For one thread. */
final class Receipts {
    /** Fewer are asked for one by one. */
    private static final int MANY = 32;
    /** A block is worth it when at least one in so many of its receipts is wanted. */
    private static final int WORTH = 8;
    /** So many in turn without a receipt, and the rest is not expected to have one either. */
    private static final int MISSES = 3;

    private final long chainId;
    private final RoundNode node;
    private final OptionalQuestion ofBlocks;

    Receipts(long chainId, RoundNode node) {
        this.chainId = chainId;
        this.node = node;
        this.ofBlocks = new OptionalQuestion(chainId, node);
    }

    /**
     * Receipts of those transactions that have one.
     *
     * @param nowMs as of the head of the round
     */
    Map<String, Receipt> of(List<String> hashes, long nowMs) throws ChainUnavailableException {
        Set<String> wanted = new LinkedHashSet<>(hashes);
        Map<String, Receipt> receipts = new HashMap<>();
        int misses = 0;
        while (wanted.size() >= MANY && misses < MISSES && ofBlocks.mayBeAsked(nowMs)) {
            String first = wanted.iterator().next();
            wanted.remove(first);
            oneByOne(List.of(first), receipts);
            Receipt found = receipts.get(first);
            if (found == null) {
                misses++;
                continue;
            }
            misses = 0;
            if (!ofBlock(found.blockNumber(), wanted, receipts, nowMs)) {
                break;
            }
        }
        oneByOne(List.copyOf(wanted), receipts);
        return receipts;
    }

    /** @return whether that was worth it */
    private boolean ofBlock(long number, Set<String> wanted, Map<String, Receipt> receipts, long nowMs)
            throws ChainUnavailableException {
        Call call = Call.of("eth_getBlockReceipts", Numeric.encodeQuantity(BigInteger.valueOf(number)));
        Answer answer = ofBlocks.ask(List.of(call), nowMs).getFirst();
        if (answer.error() != null || !answer.result().isArray()) {
            ofBlocks.notTaken(
                    call.method(),
                    answer.error() == null ? "nothing" : answer.error().message(),
                    nowMs);
            return false;
        }
        int before = wanted.size();
        for (JsonNode each : answer.result()) {
            if (wanted.remove(each.path("transactionHash").asText())) {
                Receipt receipt = Receipt.of(each);
                receipts.put(receipt.hash(), receipt);
            }
        }
        return (long) (before - wanted.size()) * WORTH >= answer.result().size();
    }

    private void oneByOne(List<String> hashes, Map<String, Receipt> receipts) throws ChainUnavailableException {
        if (hashes.isEmpty()) {
            return;
        }
        List<Call> calls = hashes.stream()
                .map(hash -> Call.of("eth_getTransactionReceipt", hash))
                .toList();
        List<Answer> answers = node.ask(calls);
        for (int i = 0; i < hashes.size(); i++) {
            Answer answer = answers.get(i);
            if (answer.error() != null) {
                throw new ChainUnavailableException("Chain " + chainId + ", eth_getTransactionReceipt: "
                        + answer.error().message());
            }
            if (answer.result().hasNonNull("blockNumber")) {
                receipts.put(hashes.get(i), Receipt.of(answer.result()));
            }
        }
    }
}
