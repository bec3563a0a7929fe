package io.fluxledger.relayer.plan;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.Address20;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.SignatureRecovery;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The call that executes a payer's authorization. Whether it was signed as TransferWithAuthorization or as
 * ReceiveWithAuthorization is seen by the signature: it belongs to the payer under one of the two only.
 */
final class DepositCall {
    private DepositCall() {}

    static byte[] of(ChainContracts chain, Address20 payer, DepositOpened deposit) {
        byte[] signature = bytes(deposit.getSignature());
        String from = "0x" + HexFormat.of().formatHex(payer.bytes());
        byte[] nonce = deposit.getNonce().bytes();
        return isTransfer(chain, payer, deposit, signature)
                ? UsdcAbi.transferWithAuthorization(
                        from,
                        chain.treasury(),
                        deposit.getAmountMicros(),
                        deposit.getValidAfterS(),
                        deposit.getValidBeforeS(),
                        nonce,
                        signature)
                : UsdcAbi.receiveWithAuthorization(
                        from,
                        chain.treasury(),
                        deposit.getAmountMicros(),
                        deposit.getValidAfterS(),
                        deposit.getValidBeforeS(),
                        nonce,
                        signature);
    }

    private static boolean isTransfer(ChainContracts chain, Address20 payer, DepositOpened deposit, byte[] signature) {
        EthAddress from = EthAddress.of(payer.bytes());
        byte[] digest = Eip3009Authorization.ofMicros(
                        from,
                        EthAddress.parse(chain.treasury()),
                        deposit.getAmountMicros(),
                        deposit.getValidAfterS(),
                        deposit.getValidBeforeS(),
                        Bytes32.of(deposit.getNonce().bytes()))
                .transferDigest(chain.usdcDomain());
        try {
            return SignatureRecovery.recover(digest, EthSignature.of(signature)).equals(from);
        } catch (IllegalArgumentException e) {
            // No key's signature, for example a contract wallet's.
            return false;
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
