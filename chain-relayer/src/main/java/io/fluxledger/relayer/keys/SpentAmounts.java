package io.fluxledger.relayer.keys;

import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.web3j.utils.Numeric;

/**
 * Reads from calldata how much of whose USDC a call moves, and under what identity: an EIP-3009 nonce, where there is one, can
 * be used once, so all calls with it are one payment.
 */
final class SpentAmounts {
    private static final int WORD = 32;

    /** @param authorization EIP-3009 nonce in hex; empty where the call has none */
    record Spent(long micros, String authorization) {}

    /** Where the amount stands, who pays, and where the authorization's nonce stands; -1 for nothing. */
    private record Layout(int amountWord, int payerWord, int nonceWord) {}

    private static final Map<String, Layout> LAYOUTS = Map.of(
            SigningPolicy.Selectors.TRANSFER_AUTHORIZED,
            new Layout(2, 0, 5),
            SigningPolicy.selector("lock(address,uint256,uint256,address)"),
            new Layout(1, -1, -1),
            // What an encrypted transfer moves only its receiver can read; what can be moved that way is what was
            // deposited.
            SigningPolicy.selector("deposit(uint256,address,uint256[7])"),
            new Layout(0, -1, -1),
            SigningPolicy.selector(
                    "capture((address,address,address,address,uint120,uint48,uint48,uint48,uint16,uint16,address,uint256),"
                            + "uint256,uint16,address)"),
            new Layout(12, -1, -1));

    private static final String SIGNED_LOCK = SigningPolicy.selector(
            "lockWithAuthorization((address,address,uint256,uint256,address,uint256,uint256,bytes32),bytes)");

    private static final String SWAP =
            SigningPolicy.selector("swapExactInput(address,address,uint256,uint256,address,uint256)");

    private SpentAmounts() {}

    /**
     * What a call moves out of what the signer is trusted with.
     *
     * @param to contract that is called
     * @param usdc the chain's USDC: swaps of other tokens are not counted
     * @throws IllegalArgumentException when the calldata is cut short or the amount is no number of micro-USDC
     */
    static Optional<Spent> of(EthAddress signer, EthAddress usdc, long chainId, EthAddress to, byte[] data) {
        if (data.length < 4) {
            return Optional.empty();
        }
        String selector = HexFormat.of().formatHex(data, 0, 4);
        if (selector.equals(SWAP)) {
            return address(word(data, 0)).equals(usdc)
                    ? Optional.of(new Spent(micros(word(data, 2)), ""))
                    : Optional.empty();
        }
        if (selector.equals(SIGNED_LOCK)) {
            return address(word(data, 1)).equals(signer)
                    ? Optional.of(new Spent(micros(word(data, 2)), lockNonce(chainId, to, data)))
                    : Optional.empty();
        }
        Layout layout = LAYOUTS.get(selector);
        if (layout == null) {
            return Optional.empty();
        }
        if (layout.payerWord() >= 0 && !address(word(data, layout.payerWord())).equals(signer)) {
            return Optional.empty();
        }
        String nonce = layout.nonceWord() < 0 ? "" : HexFormat.of().formatHex(word(data, layout.nonceWord()));
        return Optional.of(new Spent(micros(word(data, layout.amountWord())), nonce));
    }

    /** The nonce of the authorization that such a lock carries, which the bridge makes from where the tokens go. */
    private static String lockNonce(long chainId, EthAddress bridge, byte[] data) {
        FluxBridgeAbi.SignedLock lock = new FluxBridgeAbi.SignedLock(
                address(word(data, 0)).toString(),
                address(word(data, 1)).toString(),
                Numeric.toBigInt(word(data, 2)),
                micros(word(data, 3)),
                address(word(data, 4)).toString(),
                0,
                0,
                Numeric.toHexString(word(data, 7)));
        return HexFormat.of().formatHex(lock.authorizationNonce(chainId, bridge.toString()));
    }

    private static byte[] word(byte[] data, int index) {
        int from = 4 + index * WORD;
        if (from + WORD > data.length) {
            throw new IllegalArgumentException("calldata is cut short: no word " + index);
        }
        return Arrays.copyOfRange(data, from, from + WORD);
    }

    private static EthAddress address(byte[] word) {
        return EthAddress.of(Arrays.copyOfRange(word, 12, WORD));
    }

    private static long micros(byte[] word) {
        BigInteger amount = Numeric.toBigInt(word);
        if (amount.bitLength() > 63) {
            throw new IllegalArgumentException("no amount of micro-USDC: " + amount);
        }
        return amount.longValueExact();
    }
}
