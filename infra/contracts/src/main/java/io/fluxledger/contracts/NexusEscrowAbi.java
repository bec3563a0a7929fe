package io.fluxledger.contracts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.web3j.crypto.Hash;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/** Calls and events of the escrow. Amounts are micro-USDC. */
public final class NexusEscrowAbi {
    private static final BigInteger BPS = BigInteger.valueOf(10_000);

    /** What the escrow logged; {@code paymentInfoHash} is 0x-hex. */
    public sealed interface Event {
        String paymentInfoHash();

        long amountMicros();
    }

    public record Authorized(String paymentInfoHash, long amountMicros) implements Event {}

    public record Captured(String paymentInfoHash, long amountMicros, int feeBps, String feeReceiver) implements Event {
        /** The share of the amount that went to the fee receiver, rounded down as the contract does. */
        public long feeMicros() {
            return BigInteger.valueOf(amountMicros)
                    .multiply(BigInteger.valueOf(feeBps))
                    .divide(BPS)
                    .longValueExact();
        }
    }

    public record Voided(String paymentInfoHash, long amountMicros) implements Event {}

    public record Reclaimed(String paymentInfoHash, long amountMicros) implements Event {}

    public record Refunded(String paymentInfoHash, long amountMicros) implements Event {}

    /** State of one payment. */
    public record PaymentState(boolean hasCollectedPayment, long capturableMicros, long refundableMicros) {}

    private static final Map<String, BiFunction<String, Words, Event>> DECODERS = Map.of(
            topic("PaymentAuthorized(bytes32," + PaymentInfo.TUPLE + ",uint256,address)"),
            (hash, data) -> new Authorized(hash, data.uint63(12)),
            topic("PaymentCaptured(bytes32,uint256,uint16,address)"),
            (hash, data) -> new Captured(hash, data.uint63(0), data.uint(1).intValueExact(), data.address(2)),
            topic("PaymentVoided(bytes32,uint256)"),
            (hash, data) -> new Voided(hash, data.uint63(0)),
            topic("PaymentReclaimed(bytes32,uint256)"),
            (hash, data) -> new Reclaimed(hash, data.uint63(0)),
            topic("PaymentRefunded(bytes32,uint256,address)"),
            (hash, data) -> new Refunded(hash, data.uint63(0)));

    private NexusEscrowAbi() {}

    public static byte[] authorize(PaymentInfo info, long amountMicros, String tokenCollector, byte[] collectorData) {
        return Calldata.call("authorize(" + PaymentInfo.TUPLE + ",uint256,address,bytes)")
                .words(info.words())
                .uint(amountMicros)
                .address(tokenCollector)
                .bytes(collectorData)
                .encode();
    }

    public static byte[] capture(PaymentInfo info, long amountMicros, int feeBps, String feeReceiver) {
        return Calldata.call("capture(" + PaymentInfo.TUPLE + ",uint256,uint16,address)")
                .words(info.words())
                .uint(amountMicros)
                .uint(feeBps)
                .address(feeReceiver)
                .encode();
    }

    public static byte[] voidPayment(PaymentInfo info) {
        return Calldata.call("void(" + PaymentInfo.TUPLE + ")")
                .words(info.words())
                .encode();
    }

    public static byte[] reclaim(PaymentInfo info) {
        return Calldata.call("reclaim(" + PaymentInfo.TUPLE + ")")
                .words(info.words())
                .encode();
    }

    public static byte[] refund(PaymentInfo info, long amountMicros, String tokenCollector, byte[] collectorData) {
        return Calldata.call("refund(" + PaymentInfo.TUPLE + ",uint256,address,bytes)")
                .words(info.words())
                .uint(amountMicros)
                .address(tokenCollector)
                .bytes(collectorData)
                .encode();
    }

    public static byte[] getHash(PaymentInfo info) {
        return Calldata.call("getHash(" + PaymentInfo.TUPLE + ")")
                .words(info.words())
                .encode();
    }

    public static byte[] paymentState(byte[] paymentInfoHash) {
        return Calldata.call("paymentState(bytes32)").bytes32(paymentInfoHash).encode();
    }

    /** What the circuit breaker counts, in the contract's order. */
    public enum Flow {
        AUTHORIZE,
        CAPTURE
    }

    /** Stands for every token in pause and unpause. */
    public static final String EVERY_TOKEN = "0x0000000000000000000000000000000000000000";

    /** Stops authorizations and captures; sent by the guardian or the owner. */
    public static byte[] pause(String token) {
        return Calldata.call("pause(address)").address(token).encode();
    }

    /** Sent by the owner. */
    public static byte[] unpause(String token) {
        return Calldata.call("unpause(address)").address(token).encode();
    }

    public static byte[] setGuardian(String guardian) {
        return Calldata.call("setGuardian(address)").address(guardian).encode();
    }

    /** @param windowS length of the window in which that much may pass, seconds; 0 for no cap */
    public static byte[] setCap(String operator, String token, Flow flow, long amountMicros, long windowS) {
        return Calldata.call("setCap(address,address,uint8,uint128,uint32)")
                .address(operator)
                .address(token)
                .uint(flow.ordinal())
                .uint(amountMicros)
                .uint(windowS)
                .encode();
    }

    /** What may still pass now; answers an amount, 2^256 - 1 where there is no cap. */
    public static byte[] left(String operator, String token, Flow flow) {
        return Calldata.call("left(address,address,uint8)")
                .address(operator)
                .address(token)
                .uint(flow.ordinal())
                .encode();
    }

    /** @param returned result of {@link #paymentState(byte[])}, 0x-hex */
    public static PaymentState decodePaymentState(String returned) {
        Words words = Words.of(returned);
        return new PaymentState(words.bool(0), words.uint63(1), words.uint63(2));
    }

    /** The escrow's own events among those logs, in order; logs of other contracts are passed over. */
    public static List<Event> events(String escrow, List<Log> logs) {
        List<Event> events = new ArrayList<>();
        for (Log log : logs) {
            if (log.getAddress().equalsIgnoreCase(escrow)) {
                decode(log).ifPresent(events::add);
            }
        }
        return events;
    }

    private static Optional<Event> decode(Log log) {
        return Optional.ofNullable(DECODERS.get(log.getTopics().getFirst()))
                .map(decoder -> decoder.apply(log.getTopics().get(1), Words.of(log.getData())));
    }

    static String topic(String signature) {
        return Numeric.toHexString(Hash.sha3(signature.getBytes(StandardCharsets.UTF_8)));
    }
}
