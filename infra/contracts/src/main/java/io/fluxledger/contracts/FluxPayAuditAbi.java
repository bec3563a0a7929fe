package io.fluxledger.contracts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/** Calls and events of the public trail. Amounts are micro-USDC, times Unix seconds, hashes 32 bytes. */
public final class FluxPayAuditAbi {
    private static final String INTENT_RECORDED =
            NexusEscrowAbi.topic("IntentRecorded(bytes32,address,uint256,uint256)");
    private static final String SETTLEMENT_RECORDED =
            NexusEscrowAbi.topic("SettlementRecorded(bytes32,address,uint256,bytes32)");
    private static final String REFUND_RECORDED = NexusEscrowAbi.topic("RefundRecorded(bytes32,bytes32)");
    private static final String ROOT_ANCHORED = NexusEscrowAbi.topic("RootAnchored(uint256,bytes32,bytes32)");

    /** What the trail logged; ids, hashes and roots are 0x-hex. */
    public sealed interface Event {}

    public record IntentRecorded(String id, String payer, long amountMicros, long expiryS) implements Event {}

    public record SettlementRecorded(String id, String provider, long amountMicros, String nexusTx) implements Event {}

    public record RefundRecorded(String id, String refundTx) implements Event {}

    public record RootAnchored(BigInteger batchId, String root, String prevRoot) implements Event {}

    private FluxPayAuditAbi() {}

    /**
     * The id under which an intent is recorded. Intent ids are unique for one payer only, so the payer is part of it:
     * keccak256(payer ‖ UTF-8 of the intent id).
     */
    public static byte[] intentKey(String payer, String intentId) {
        return Hash.sha3(
                Calldata.concat(Numeric.hexStringToByteArray(payer), intentId.getBytes(StandardCharsets.UTF_8)));
    }

    public static byte[] recordIntent(byte[] id, String payer, long amountMicros, long expiryS) {
        return Calldata.call("recordIntent(bytes32,address,uint256,uint256)")
                .bytes32(id)
                .address(payer)
                .uint(amountMicros)
                .uint(expiryS)
                .encode();
    }

    public static byte[] recordSettlement(byte[] id, String provider, long amountMicros, byte[] nexusTx) {
        return Calldata.call("recordSettlement(bytes32,address,uint256,bytes32)")
                .bytes32(id)
                .address(provider)
                .uint(amountMicros)
                .bytes32(nexusTx)
                .encode();
    }

    public static byte[] recordRefund(byte[] id, byte[] refundTx) {
        return Calldata.call("recordRefund(bytes32,bytes32)")
                .bytes32(id)
                .bytes32(refundTx)
                .encode();
    }

    /** One of {@link #recordIntents}; id as for recordIntent, 0x-hex. */
    public record Opening(String id, String payer, long amountMicros, long expiryS) {}

    /** One of {@link #recordSettlements}; id and nexusTx are 32 bytes each, 0x-hex. */
    public record Settlement(String id, String provider, long amountMicros, String nexusTx) {}

    /** One of {@link #recordRefunds}; id and refundTx are 32 bytes each, 0x-hex. */
    public record Refund(String id, String refundTx) {}

    /** All are recorded or none, as with the next two. */
    public static byte[] recordIntents(List<Opening> intents) {
        return Calldata.call("recordIntents((bytes32,address,uint256,uint256)[])")
                .tuples(intents.stream()
                        .map(intent -> Calldata.arguments()
                                .bytes32(bytes(intent.id()))
                                .address(intent.payer())
                                .uint(intent.amountMicros())
                                .uint(intent.expiryS())
                                .encode())
                        .toList())
                .encode();
    }

    public static byte[] recordSettlements(List<Settlement> settlements) {
        return Calldata.call("recordSettlements((bytes32,address,uint256,bytes32)[])")
                .tuples(settlements.stream()
                        .map(settlement -> Calldata.arguments()
                                .bytes32(bytes(settlement.id()))
                                .address(settlement.provider())
                                .uint(settlement.amountMicros())
                                .bytes32(bytes(settlement.nexusTx()))
                                .encode())
                        .toList())
                .encode();
    }

    public static byte[] recordRefunds(List<Refund> refunds) {
        return Calldata.call("recordRefunds((bytes32,bytes32)[])")
                .tuples(refunds.stream()
                        .map(refund -> Calldata.concat(bytes(refund.id()), bytes(refund.refundTx())))
                        .toList())
                .encode();
    }

    /**
     * Asks whether a leaf is under an anchored batch's root; answers a bool.
     *
     * @param values the leaf's values in ABI encoding, as StandardMerkleTree hashes them twice
     * @param proof sibling hashes from the leaf up, 32 bytes each
     */
    public static byte[] verify(BigInteger batchId, byte[] values, List<byte[]> proof) {
        return Calldata.call("verify(uint256,bytes,bytes32[])")
                .uint(batchId)
                .bytes(values)
                .tuples(proof)
                .encode();
    }

    /** Root of an anchored batch; answers 32 bytes, zeros when there is none. */
    public static byte[] roots(BigInteger batchId) {
        return Calldata.call("roots(uint256)").uint(batchId).encode();
    }

    /** Puts the transaction hash, 32 bytes, into recordSettlement or recordRefund calldata, where it comes last. */
    public static byte[] withTransaction(byte[] calldata, byte[] transactionHash) {
        byte[] filled = calldata.clone();
        System.arraycopy(transactionHash, 0, filled, filled.length - Calldata.WORD, Calldata.WORD);
        return filled;
    }

    public static byte[] anchor(byte[] root, byte[] prevRoot, BigInteger batchId) {
        return Calldata.call("anchor(bytes32,bytes32,uint256)")
                .bytes32(root)
                .bytes32(prevRoot)
                .uint(batchId)
                .encode();
    }

    /** The trail's own events among those logs, in order. */
    public static List<Event> events(String audit, List<Log> logs) {
        List<Event> events = new ArrayList<>();
        for (Log log : logs) {
            if (log.getAddress().equalsIgnoreCase(audit)) {
                decode(log).ifPresent(events::add);
            }
        }
        return events;
    }

    private static Optional<Event> decode(Log log) {
        List<String> topics = log.getTopics();
        Words data = Words.of(log.getData());
        String name = topics.getFirst();
        if (name.equals(INTENT_RECORDED)) {
            String payer = Words.of(topics.get(2)).address(0);
            return Optional.of(new IntentRecorded(topics.get(1), payer, data.uint63(0), data.uint63(1)));
        }
        if (name.equals(SETTLEMENT_RECORDED)) {
            String provider = Words.of(topics.get(2)).address(0);
            return Optional.of(new SettlementRecorded(topics.get(1), provider, data.uint63(0), hex(data.bytes32(1))));
        }
        if (name.equals(REFUND_RECORDED)) {
            return Optional.of(new RefundRecorded(topics.get(1), hex(data.bytes32(0))));
        }
        if (name.equals(ROOT_ANCHORED)) {
            BigInteger batchId = Words.of(topics.get(1)).uint(0);
            return Optional.of(new RootAnchored(batchId, hex(data.bytes32(0)), hex(data.bytes32(1))));
        }
        return Optional.empty();
    }

    private static byte[] bytes(String hex) {
        return Numeric.hexStringToByteArray(hex);
    }

    private static String hex(byte[] bytes) {
        return Numeric.toHexString(bytes);
    }
}
