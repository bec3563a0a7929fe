package io.fluxledger.relayer.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fluxledger.events.Hash32;
import io.fluxledger.relayer.chain.RpcEndpoint.Answer;
import io.fluxledger.relayer.chain.RpcEndpoint.Call;
import io.fluxledger.relayer.send.LaneEvent;
import io.fluxledger.relayer.send.SendAnswer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.web3j.utils.Numeric;

/**
 * Asks a chain for one thread. A head chooses the endpoint, and everything until the next head is asked of the same one: what
 * two nodes say does not fit together. Heads never go backwards.
 */
final class NodeSession implements ContractViews {
    private static final long PROBE_MS = 5_000;
    /** How long a head holds at most while the chain has no higher block; its block may have been replaced meanwhile. */
    private static final long SAME_HEAD_MS = 1_000;
    /** How far back is looked for an event or for the user of a nonce; nodes limit it. */
    private static final long BLOCKS_BACK = 2_000;

    private static final Map<SendAnswer, List<String>> REFUSALS = Map.of(
            SendAnswer.POOLED, List.of("already known", "known transaction", "already imported", "alreadyknown"),
            SendAnswer.UNDERPRICED, List.of("underpriced", "less than block base fee", "fee too low"),
            SendAnswer.NO_FUNDS, List.of("insufficient funds"),
            SendAnswer.INVALID, List.of("intrinsic gas", "gas limit", "invalid sender", "configured cap", "oversized"));
    private static final List<SendAnswer> PRECEDENCE =
            List.of(SendAnswer.POOLED, SendAnswer.UNDERPRICED, SendAnswer.NO_FUNDS, SendAnswer.INVALID);

    private final EvmNode node;
    private final DryRuns dryRuns;
    private final Receipts receipts;
    private int endpoint;
    private long floorBlock;
    private long finalBlock;
    private long probedAtMs = Long.MIN_VALUE;
    private long nowMs;
    private @Nullable Head newest;

    /**
     * What was asked, and what was answered.
     *
     * @param anchorBlock negative for none
     */
    private record Head(String signer, long anchorBlock, long finalBlock, LaneEvent.HeadSeen seen) {
        boolean isFor(String by, long anchor, long laterMs) {
            return signer.equals(by)
                    && (anchor == anchorBlock || anchor == finalBlock)
                    && laterMs - seen.nowMs() < SAME_HEAD_MS;
        }

        LaneEvent.HeadSeen later(long anchor, long laterMs) {
            return seen.at(laterMs, anchor == finalBlock ? seen.finalHash() : seen.anchorHash());
        }
    }

    NodeSession(EvmNode node) {
        this.node = node;
        RoundNode chosen = calls -> node.call(endpoint, nowMs, calls);
        this.dryRuns = new DryRuns(node.chainId(), chosen);
        this.receipts = new Receipts(node.chainId(), chosen);
    }

    /** The head, and how many transactions of the signer it and the newest final block hold. */
    LaneEvent.HeadSeen head(String signer, long anchorBlock, long now) throws ChainUnavailableException {
        nowMs = now;
        probe();
        Head known = newest;
        if (known != null && known.isFor(signer, anchorBlock, nowMs) && isStillNewest(known)) {
            return known.later(anchorBlock, nowMs);
        }
        newest = null;
        BitSet tried = new BitSet();
        ChainUnavailableException last = null;
        while (true) {
            OptionalInt next = node.health().pick(endpoint, tried, nowMs);
            if (next.isEmpty()) {
                throw last != null
                        ? last
                        : new ChainUnavailableException(
                                "Chain " + node.chainId() + ": every node is behind block " + floorBlock);
            }
            endpoint = next.getAsInt();
            tried.set(endpoint);
            try {
                LaneEvent.HeadSeen seen = read(signer, anchorBlock);
                node.health().succeeded(endpoint, seen.blockNumber());
                if (seen.blockNumber() >= floorBlock) {
                    floorBlock = seen.blockNumber();
                    newest = new Head(signer, anchorBlock, finalBlock, seen);
                    return seen;
                }
            } catch (ChainUnavailableException e) {
                node.forgetCheck(endpoint);
                last = e;
            }
        }
    }

    /** One question instead of the seven whose answers are those of before. */
    private boolean isStillNewest(Head head) {
        if (node.health().isPaused(endpoint, nowMs)) {
            return false;
        }
        Call call = Call.of("eth_blockNumber");
        try {
            Answer answer = node.call(endpoint, nowMs, List.of(call)).getFirst();
            return Receipt.quantity(node.result(endpoint, call, answer)).longValueExact()
                    == head.seen().blockNumber();
        } catch (ChainUnavailableException e) {
            return false;
        }
    }

    /** Learns how far the others are, so that one that lags is known as such. */
    private void probe() {
        if (node.endpoints() == 1 || nowMs - probedAtMs < PROBE_MS) {
            return;
        }
        probedAtMs = nowMs;
        for (int other = 0; other < node.endpoints(); other++) {
            if (other == endpoint || node.health().isPaused(other, nowMs)) {
                continue;
            }
            try {
                node.checkChain(other, nowMs);
                Call call = Call.of("eth_blockNumber");
                Answer answer = node.call(other, nowMs, List.of(call)).getFirst();
                node.health()
                        .succeeded(
                                other,
                                Receipt.quantity(node.result(other, call, answer))
                                        .longValueExact());
            } catch (ChainUnavailableException e) {
                node.health().failed(other, nowMs);
            }
        }
    }

    private LaneEvent.HeadSeen read(String signer, long anchorBlock) throws ChainUnavailableException {
        node.checkChain(endpoint, nowMs);
        List<JsonNode> first = results(List.of(
                Call.of("eth_getBlockByNumber", "latest", false),
                Call.of("eth_maxPriorityFeePerGas"),
                Call.of("eth_getBalance", signer, "latest"),
                Call.of("eth_getBlockByNumber", quantity(Math.max(0, anchorBlock)), false)));
        JsonNode block = first.getFirst();
        if (!block.hasNonNull("baseFeePerGas")) {
            throw new ChainUnavailableException("Chain " + node.chainId() + " has no base fee (EIP-1559)");
        }
        long number = Receipt.quantity(block.path("number")).longValueExact();
        finalBlock = Math.max(0, number - node.confirmations() + 1);
        List<JsonNode> second = results(List.of(
                Call.of("eth_getTransactionCount", signer, quantity(number)),
                Call.of("eth_getTransactionCount", signer, quantity(finalBlock)),
                Call.of("eth_getBlockByNumber", quantity(finalBlock), false)));
        JsonNode anchor = first.get(3);
        return new LaneEvent.HeadSeen(
                nowMs,
                number,
                Receipt.quantity(block.path("timestamp")).longValueExact(),
                Receipt.quantity(block.path("baseFeePerGas")),
                Receipt.quantity(first.get(1)),
                Receipt.quantity(second.get(0)).longValueExact(),
                Receipt.quantity(second.get(1)).longValueExact(),
                Receipt.quantity(first.get(2)),
                hash(second.get(2).path("hash").asText()),
                anchorBlock >= 0 && anchor.hasNonNull("hash")
                        ? hash(anchor.path("hash").asText())
                        : null);
    }

    @Override
    public List<String> views(String to, List<byte[]> calls) throws ChainUnavailableException {
        List<Call> asked = calls.stream()
                .map(data -> Call.of("eth_call", Map.of("to", to, "data", Numeric.toHexString(data)), "latest"))
                .toList();
        return results(asked).stream().map(JsonNode::asText).toList();
    }

    /** Runs them on the newest state; those with a gas limit have to get by with it. */
    List<DryRun> dryRuns(List<DryCall> calls) throws ChainUnavailableException {
        return dryRuns.run(calls, nowMs);
    }

    /** Why a mined transaction failed, as far as repeating it on the state before its block shows. */
    String failure(DryCall call, Receipt receipt) throws ChainUnavailableException {
        return dryRuns.failure(call, receipt);
    }

    /** The call of a transaction, 0x-hex; empty when the node has forgotten it. */
    Optional<String> input(String hash) throws ChainUnavailableException {
        JsonNode transaction =
                results(List.of(Call.of("eth_getTransactionByHash", hash))).getFirst();
        return Optional.of(transaction.path("input").asText()).filter(input -> input.startsWith("0x"));
    }

    /** What a node says to each; it may have the bytes all the same. */
    List<Map.Entry<SendAnswer, String>> sendRaw(List<byte[]> raws) throws ChainUnavailableException {
        List<Call> calls = raws.stream()
                .map(raw -> Call.of("eth_sendRawTransaction", Numeric.toHexString(raw)))
                .toList();
        return node.call(endpoint, nowMs, calls).stream()
                .map(answer -> answer.error() == null
                        ? Map.entry(SendAnswer.POOLED, "")
                        : Map.entry(
                                classify(answer.error().message()),
                                answer.error().message()))
                .toList();
    }

    static SendAnswer classify(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        for (SendAnswer answer : PRECEDENCE) {
            if (REFUSALS.getOrDefault(answer, List.of()).stream().anyMatch(lower::contains)) {
                return answer;
            }
        }
        return SendAnswer.UNCLEAR;
    }

    /** Receipts of those transactions that have one. */
    Map<String, Receipt> receipts(List<String> hashes) throws ChainUnavailableException {
        return receipts.of(hashes, nowMs);
    }

    /** Number of the newest block, as of the head. */
    long newestBlock() {
        return floorBlock;
    }

    /**
     * From that block on, the transactions that have such logs of the contract, by hash, as far as logs tell: not the gas.
     *
     * @param topics each a topic or a list of alternatives
     */
    Map<String, Receipt> logsSince(String contract, List<?> topics, long block) throws ChainUnavailableException {
        Map<String, List<JsonNode>> byTransaction = new HashMap<>();
        for (JsonNode log : logs(contract, topics, quantity(Math.max(0, block)), quantity(floorBlock))) {
            byTransaction
                    .computeIfAbsent(log.path("transactionHash").asText(), hash -> new ArrayList<>())
                    .add(log);
        }
        Map<String, Receipt> receipts = new HashMap<>();
        byTransaction.forEach((hash, logs) -> receipts.put(hash, Receipt.ofLogs(hash, logs)));
        return receipts;
    }

    /** Hashes of the blocks of those numbers that are in the chain now. */
    Set<String> canonical(List<Long> numbers) throws ChainUnavailableException {
        Set<String> hashes = new HashSet<>();
        if (!numbers.isEmpty()) {
            results(numbers.stream()
                            .distinct()
                            .map(number -> Call.of("eth_getBlockByNumber", quantity(number), false))
                            .toList())
                    .forEach(block -> hashes.add(block.path("hash").asText()));
        }
        return hashes;
    }

    /** The newest transaction whose logs have that event of the contract, among the last blocks. */
    Optional<Receipt> lastEvent(String contract, List<String> topics) throws ChainUnavailableException {
        JsonNode logs = logs(contract, topics, quantity(Math.max(0, floorBlock - BLOCKS_BACK)), "latest");
        if (logs.isEmpty()) {
            return Optional.empty();
        }
        String hash = logs.get(logs.size() - 1).path("transactionHash").asText();
        return Optional.ofNullable(receipts(List.of(hash)).get(hash));
    }

    /**
     * Hashes of the transactions that have such an event of the contract in those blocks, both included, in the chain's order.
     *
     * @param argument its second indexed argument
     */
    List<String> transactions(String contract, String event, String argument, long fromBlock, long toBlock)
            throws ChainUnavailableException {
        List<Object> topics = List.of(event, NullNode.getInstance(), argument);
        Set<String> hashes = new LinkedHashSet<>();
        logs(contract, topics, quantity(fromBlock), quantity(toBlock))
                .forEach(log -> hashes.add(log.path("transactionHash").asText()));
        return List.copyOf(hashes);
    }

    private JsonNode logs(String contract, List<?> topics, String fromBlock, String toBlock)
            throws ChainUnavailableException {
        Map<String, Object> filter =
                Map.of("fromBlock", fromBlock, "toBlock", toBlock, "address", contract, "topics", topics);
        return results(List.of(Call.of("eth_getLogs", filter))).getFirst();
    }

    /** The transaction by which the signer used that nonce, up to the newest final block. */
    Optional<String> user(String signer, long nonce) throws ChainUnavailableException {
        long high = finalBlock;
        long step = 1;
        long low = high;
        while (low > 0 && count(signer, low) > nonce) {
            if (high - low > BLOCKS_BACK) {
                return Optional.empty();
            }
            low = Math.max(0, low - step);
            step *= 2;
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (count(signer, middle) > nonce) {
                high = middle;
            } else {
                low = middle;
            }
        }
        JsonNode block = results(List.of(Call.of("eth_getBlockByNumber", quantity(high), true)))
                .getFirst();
        for (JsonNode transaction : block.path("transactions")) {
            if (transaction.path("from").asText().equalsIgnoreCase(signer)
                    && Receipt.quantity(transaction.path("nonce")).longValueExact() == nonce) {
                return Optional.of(transaction.path("hash").asText());
            }
        }
        return Optional.empty();
    }

    private long count(String signer, long block) throws ChainUnavailableException {
        return Receipt.quantity(results(List.of(Call.of("eth_getTransactionCount", signer, quantity(block))))
                        .getFirst())
                .longValueExact();
    }

    private List<JsonNode> results(List<Call> calls) throws ChainUnavailableException {
        List<Answer> answers = node.call(endpoint, nowMs, calls);
        List<JsonNode> results = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            results.add(node.result(endpoint, calls.get(i), answers.get(i)));
        }
        return results;
    }

    private static String quantity(long number) {
        return Numeric.encodeQuantity(BigInteger.valueOf(number));
    }

    static Hash32 hash(String hex) {
        return new Hash32(Numeric.hexStringToByteArray(hex));
    }
}
