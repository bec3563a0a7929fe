package io.fluxledger.contracts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.web3j.crypto.Hash;

/**
 * One transfer through the bridge, as both sides know it. Addresses are lower-case 0x-hex, amounts in the token's smallest
 * unit, which is the same on both sides.
 *
 * @param nonce consecutive from 1 for each source and destination
 * @param amount what the recipient gets
 * @param fee what the bridge kept on the source, on top of the amount
 * @param expiryS may be cancelled from then on, Unix seconds
 */
public record BridgeTransfer(
        long sourceChainId,
        String sourceBridge,
        String sourceToken,
        long destinationChainId,
        String destinationBridge,
        String destinationToken,
        long nonce,
        String sender,
        String recipient,
        BigInteger amount,
        BigInteger fee,
        long expiryS) {
    static final String TUPLE =
            "(uint256,address,address,uint256,address,address,uint256,address,address,uint256,uint256,uint256)";
    private static final String TYPE = "Transfer(uint256 sourceChainId,address sourceBridge,address sourceToken,"
            + "uint256 destinationChainId,address destinationBridge,address destinationToken,uint256 nonce,"
            + "address sender,address recipient,uint256 amount,uint256 fee,uint256 expiry)";
    private static final byte[] TYPEHASH = keccak(TYPE);
    private static final byte[] DOMAIN_TYPEHASH =
            keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    private static final byte[] DOMAIN_NAME = keccak("FluxBridge");
    private static final byte[] DOMAIN_VERSION = keccak("1");

    /** What attesters say of a transfer, and so what a bridge does with it. */
    public enum Attested {
        /** The lock is final: pay the recipient, on the destination. */
        RELEASE("Release"),
        /** The time is over: never release it, on the destination. */
        CANCEL("Cancel"),
        /** The cancellation is final: pay the sender back, on the source. */
        REFUND("Refund");

        private final String type;

        Attested(String name) {
            type = name + "(Transfer transfer)" + TYPE;
        }
    }

    /** The transfer that release, cancel or refund calldata is about. */
    public static BridgeTransfer ofCall(byte[] calldata) {
        Words words = Words.ofCall(calldata);
        return new BridgeTransfer(
                words.uint63(0),
                words.address(1),
                words.address(2),
                words.uint63(3),
                words.address(4),
                words.address(5),
                words.uint63(6),
                words.address(7),
                words.address(8),
                words.uint(9),
                words.uint(10),
                words.uint63(11));
    }

    /** Identity on both chains, 32 bytes. */
    public byte[] id() {
        return Hash.sha3(Calldata.concat(TYPEHASH, words()));
    }

    /** The EIP-712 digest that attesters sign: for the source's bridge when it is a refund, else for the destination's. */
    public byte[] digest(Attested attested) {
        boolean onSource = attested == Attested.REFUND;
        byte[] domain = Hash.sha3(Calldata.arguments()
                .bytes32(DOMAIN_TYPEHASH)
                .bytes32(DOMAIN_NAME)
                .bytes32(DOMAIN_VERSION)
                .uint(onSource ? sourceChainId : destinationChainId)
                .address(onSource ? sourceBridge : destinationBridge)
                .encode());
        byte[] message = Hash.sha3(Calldata.concat(keccak(attested.type), id()));
        return Hash.sha3(Calldata.concat(new byte[] {0x19, 0x01}, domain, message));
    }

    byte[] words() {
        return Calldata.arguments()
                .uint(sourceChainId)
                .address(sourceBridge)
                .address(sourceToken)
                .uint(destinationChainId)
                .address(destinationBridge)
                .address(destinationToken)
                .uint(nonce)
                .address(sender)
                .address(recipient)
                .uint(amount)
                .uint(fee)
                .uint(expiryS)
                .encode();
    }

    private static byte[] keccak(String text) {
        return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
    }
}
