package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.FluxBridgeAbi;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.relayer.keys.SigningException;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.math.BigInteger;
import java.util.Arrays;
import org.web3j.utils.Numeric;

/** The call that locks USDC of the treasury in a bridge by the treasury's own signature. */
final class BridgeLock {
    private static final int SELECTOR = 4;
    private static final int WORD = 32;
    private static final int ADDRESS = 12;

    private BridgeLock() {}

    /** @param unsigned the planned call, whose signature is empty */
    static byte[] signed(ChainCommand command, byte[] unsigned, TransactionSigner signer, Eip712Domain usdcDomain)
            throws SigningException {
        FluxBridgeAbi.SignedLock lock = ofCall(unsigned);
        String bridge = Numeric.toHexString(command.getTo().bytes());
        Eip3009Authorization authorization = Eip3009Authorization.ofMicros(
                EthAddress.parse(lock.sender()),
                EthAddress.parse(bridge),
                lock.amount().longValueExact(),
                lock.validAfterS(),
                lock.validBeforeS(),
                Bytes32.of(lock.authorizationNonce(command.getChainId(), bridge)));
        return FluxBridgeAbi.lockWithAuthorization(
                lock, signer.authorizeReceipt(authorization, usdcDomain).bytes());
    }

    /** All its fields are words of the call. */
    private static FluxBridgeAbi.SignedLock ofCall(byte[] call) {
        return new FluxBridgeAbi.SignedLock(
                address(call, 0),
                address(call, 1),
                number(call, 2),
                number(call, 3).longValueExact(),
                address(call, 4),
                number(call, 5).longValueExact(),
                number(call, 6).longValueExact(),
                Numeric.toHexString(word(call, 7)));
    }

    private static byte[] word(byte[] call, int index) {
        int from = SELECTOR + index * WORD;
        return Arrays.copyOfRange(call, from, from + WORD);
    }

    private static BigInteger number(byte[] call, int index) {
        return new BigInteger(1, word(call, index));
    }

    private static String address(byte[] call, int index) {
        return Numeric.toHexString(Arrays.copyOfRange(word(call, index), ADDRESS, WORD));
    }
}
