package io.fluxledger.contracts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/** Calls, answers and events of the bridge. Amounts are in the token's smallest unit, addresses 0x-hex, times Unix seconds. */
public final class FluxBridgeAbi {
    private static final String LOCKED = NexusEscrowAbi.topic(
            "TransferLocked(bytes32,uint256,uint256,address,address,address,uint256,uint256,address,address,uint256)");
    private static final String RELEASED =
            NexusEscrowAbi.topic("TransferReleased(bytes32,uint256,uint256,address,address,uint256)");
    private static final String CANCELLED = NexusEscrowAbi.topic("TransferCancelled(bytes32,uint256,uint256)");
    private static final String REFUNDED =
            NexusEscrowAbi.topic("TransferRefunded(bytes32,uint256,uint256,address,address,uint256)");
    private static final String SIGNED_LOCK = "(address,address,uint256,uint256,address,uint256,uint256,bytes32)";

    /** State of a transfer on one chain, in the contract's order. The first two follow a lock, the others a release. */
    public enum State {
        NONE,
        LOCKED,
        REFUNDED,
        RELEASED,
        CANCELLED
    }

    /**
     * What a lock costs now.
     *
     * @param receives what the recipient would get
     * @param available whether the source would take it; the destination's liquidity is a question of its own
     */
    public record Quote(BigInteger fee, BigInteger receives, boolean available) {}

    /** Where a token goes on another chain, and for what; remoteToken is the zero address when there is no such route. */
    public record Route(String remoteToken, BigInteger flatFee, int feeBps) {}

    /**
     * A lock that its sender signs as an EIP-3009 ReceiveWithAuthorization to the bridge.
     *
     * @param salt 32 bytes, 0x-hex; with the destination and recipient it makes the authorization's nonce
     */
    public record SignedLock(
            String token,
            String sender,
            BigInteger amount,
            long destinationChainId,
            String recipient,
            long validAfterS,
            long validBeforeS,
            String salt) {
        /** Nonce of the authorization that the sender signs, 32 bytes. */
        public byte[] authorizationNonce(long sourceChainId, String sourceBridge) {
            return Hash.sha3(Calldata.arguments()
                    .uint(sourceChainId)
                    .address(sourceBridge)
                    .uint(destinationChainId)
                    .address(recipient)
                    .bytes32(Numeric.hexStringToByteArray(salt))
                    .encode());
        }

        private byte[] words() {
            return Calldata.arguments()
                    .address(token)
                    .address(sender)
                    .uint(amount)
                    .uint(destinationChainId)
                    .address(recipient)
                    .uint(validAfterS)
                    .uint(validBeforeS)
                    .bytes32(Numeric.hexStringToByteArray(salt))
                    .encode();
        }
    }

    /** What a bridge logged; {@code transferId} is 0x-hex. */
    public sealed interface Event {
        String transferId();
    }

    /** On the source. */
    public record Locked(String transferId, BridgeTransfer transfer) implements Event {}

    /** On the destination. */
    public record Released(
            String transferId, long sourceChainId, long nonce, String token, String recipient, BigInteger amount)
            implements Event {}

    /** On the destination. */
    public record Cancelled(String transferId, long sourceChainId, long nonce) implements Event {}

    /** On the source; the amount is what was locked, with the fee. */
    public record Refunded(
            String transferId, long destinationChainId, long nonce, String token, String sender, BigInteger amount)
            implements Event {}

    /** One attester's signature of a digest: 65 bytes r, s, v in 0x-hex. */
    public record Attestation(String attester, String signature) {}

    private FluxBridgeAbi() {}

    /** The sender must have approved the amount. */
    public static byte[] lock(String token, BigInteger amount, long destinationChainId, String recipient) {
        return Calldata.call("lock(address,uint256,uint256,address)")
                .address(token)
                .uint(amount)
                .uint(destinationChainId)
                .address(recipient)
                .encode();
    }

    /** Needs no approval, and anybody may send it; the token accepts it once. */
    public static byte[] lockWithAuthorization(SignedLock lock, byte[] signature) {
        return Calldata.call("lockWithAuthorization(" + SIGNED_LOCK + ",bytes)")
                .words(lock.words())
                .bytes(signature)
                .encode();
    }

    public static byte[] release(BridgeTransfer transfer, List<Attestation> attestations) {
        return decision("release", transfer, attestations);
    }

    public static byte[] cancel(BridgeTransfer transfer, List<Attestation> attestations) {
        return decision("cancel", transfer, attestations);
    }

    public static byte[] refund(BridgeTransfer transfer, List<Attestation> attestations) {
        return decision("refund", transfer, attestations);
    }

    public static byte[] quote(String token, BigInteger amount, long destinationChainId) {
        return Calldata.call("quote(address,uint256,uint256)")
                .address(token)
                .uint(amount)
                .uint(destinationChainId)
                .encode();
    }

    /** @param returned result of {@link #quote}, 0x-hex */
    public static Quote decodeQuote(String returned) {
        Words words = Words.of(returned);
        return new Quote(words.uint(0), words.uint(1), words.bool(2));
    }

    /** What can be released of a token on the chain that is asked; answers an amount. */
    public static byte[] liquidity(String token) {
        return Calldata.call("liquidity(address)").address(token).encode();
    }

    public static byte[] paused(String token) {
        return Calldata.call("paused(address)").address(token).encode();
    }

    public static byte[] stateOf(byte[] transferId) {
        return Calldata.call("stateOf(bytes32)").bytes32(transferId).encode();
    }

    /** @param returned result of {@link #stateOf}, 0x-hex */
    public static State decodeState(String returned) {
        return State.values()[Words.of(returned).uint(0).intValueExact()];
    }

    public static byte[] peers(long chainId) {
        return Calldata.call("peers(uint256)").uint(chainId).encode();
    }

    public static byte[] routes(String token, long chainId) {
        return Calldata.call("routes(address,uint256)")
                .address(token)
                .uint(chainId)
                .encode();
    }

    /** @param returned result of {@link #routes}, 0x-hex */
    public static Route decodeRoute(String returned) {
        Words words = Words.of(returned);
        return new Route(words.address(0), words.uint(1), words.uint(2).intValueExact());
    }

    public static byte[] threshold() {
        return Calldata.call("threshold()").encode();
    }

    public static byte[] isAttester(String account) {
        return Calldata.call("isAttester(address)").address(account).encode();
    }

    public static byte[] pause(String token) {
        return Calldata.call("pause(address)").address(token).encode();
    }

    public static byte[] unpause(String token) {
        return Calldata.call("unpause(address)").address(token).encode();
    }

    public static byte[] setGuardian(String guardian) {
        return Calldata.call("setGuardian(address)").address(guardian).encode();
    }

    public static byte[] setAttesters(List<String> attesters, int threshold) {
        return Calldata.call("setAttesters(address[],uint256)")
                .tuples(attesters.stream()
                        .sorted(Comparator.comparing(FluxBridgeAbi::number))
                        .map(Calldata::addressWord)
                        .toList())
                .uint(threshold)
                .encode();
    }

    public static byte[] setPeer(long chainId, String bridge) {
        return Calldata.call("setPeer(uint256,address)")
                .uint(chainId)
                .address(bridge)
                .encode();
    }

    public static byte[] setRoute(String token, long chainId, Route route) {
        return Calldata.call("setRoute(address,uint256,address,uint128,uint16)")
                .address(token)
                .uint(chainId)
                .address(route.remoteToken())
                .uint(route.flatFee())
                .uint(route.feeBps())
                .encode();
    }

    public static byte[] collectFees(String token, String to) {
        return Calldata.call("collectFees(address,address)")
                .address(token)
                .address(to)
                .encode();
    }

    /** First topic of the event of a lock. */
    public static String lockedTopic() {
        return LOCKED;
    }

    /** First topics of all four events of a transfer; the second is always the transfer's id. */
    public static List<String> topics() {
        return List.of(LOCKED, RELEASED, CANCELLED, REFUNDED);
    }

    /** The bridge's own events among those logs of its chain, in order. */
    public static List<Event> events(long chainId, String bridge, List<Log> logs) {
        List<Event> events = new ArrayList<>();
        for (Log log : logs) {
            if (log.getAddress().equalsIgnoreCase(bridge)) {
                decode(chainId, log).ifPresent(events::add);
            }
        }
        return events;
    }

    private static byte[] decision(String verb, BridgeTransfer transfer, List<Attestation> attestations) {
        byte[] signatures = attestations.stream()
                .sorted(Comparator.comparing(attestation -> number(attestation.attester())))
                .map(attestation -> Numeric.hexStringToByteArray(attestation.signature()))
                .reduce(new byte[0], (joined, next) -> Calldata.concat(joined, next));
        return Calldata.call(verb + "(" + BridgeTransfer.TUPLE + ",bytes)")
                .words(transfer.words())
                .bytes(signatures)
                .encode();
    }

    private static BigInteger number(String address) {
        return Numeric.toBigInt(address);
    }

    private static final Map<String, EventDecoder> DECODERS = Map.of(
            LOCKED,
            (chainId, log, id, other, data) -> new Locked(
                    id,
                    new BridgeTransfer(
                            chainId,
                            log.getAddress(),
                            data.address(1),
                            other,
                            data.address(6),
                            data.address(7),
                            data.uint63(0),
                            data.address(2),
                            data.address(3),
                            data.uint(4),
                            data.uint(5),
                            data.uint63(8))),
            RELEASED,
            (chainId, log, id, other, data) ->
                    new Released(id, other, data.uint63(0), data.address(1), data.address(2), data.uint(3)),
            CANCELLED,
            (chainId, log, id, other, data) -> new Cancelled(id, other, data.uint63(0)),
            REFUNDED,
            (chainId, log, id, other, data) ->
                    new Refunded(id, other, data.uint63(0), data.address(1), data.address(2), data.uint(3)));

    @FunctionalInterface
    private interface EventDecoder {
        Event decode(long chainId, Log log, String id, long otherChainId, Words data);
    }

    private static Optional<Event> decode(long chainId, Log log) {
        List<String> topics = log.getTopics();
        return Optional.ofNullable(DECODERS.get(topics.getFirst()))
                .map(decoder -> decoder.decode(
                        chainId, log, topics.get(1), Words.of(topics.get(2)).uint63(0), Words.of(log.getData())));
    }
}
