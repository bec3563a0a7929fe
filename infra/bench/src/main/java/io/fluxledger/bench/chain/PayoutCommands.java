package io.fluxledger.bench.chain;

import io.fluxledger.contracts.DeployedContracts;
import io.fluxledger.contracts.TransferAuthorization;
import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/**
 * Payouts of one micro-USDC: as commands for the relayer, and as transactions that are signed in full.
 *
 * @param payer whose USDC is paid, and who sends
 */
record PayoutCommands(DeployedContracts contracts, PrivateKey payer) {
    private static final BigInteger GAS_LIMIT = BigInteger.valueOf(150_000);
    private static final BigInteger TIP_WEI = BigInteger.TEN.pow(9);
    private static final BigInteger MAX_FEE_WEI = BigInteger.TEN.pow(10).multiply(BigInteger.TWO);
    private static final long LIFE_S = 86_400;
    private static final byte[] UNSIGNED = new byte[0];

    String address() {
        return payer.address().toString().toLowerCase(Locale.ROOT);
    }

    /** Key of the payer's lane. */
    String lane() {
        return contracts.chainId() + ":" + address();
    }

    ChainCommand command(String id) {
        TransferAuthorization authorization = authorization(id);
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.PAYOUT)
                .setChainId(contracts.chainId())
                .setSigner(address20(address()))
                .setAccount(address20(authorization.to()))
                .setSubjectId(id)
                .setTo(address20(contracts.usdc()))
                .setData(ByteBuffer.wrap(authorization.call(UNSIGNED)))
                .setAmountMicros(authorization.amountMicros())
                .setToken(address20(contracts.usdc()))
                .setNonce(new Hash32(Numeric.hexStringToByteArray(authorization.nonce())))
                .setNotAfterS(authorization.validBeforeS() - LIFE_S / 2)
                .build();
    }

    /** The whole transaction, as the relayer would sign it. */
    byte[] signed(String id, long nonce) {
        TransferAuthorization authorization = authorization(id);
        byte[] signature = payer.sign(Eip3009Authorization.ofMicros(
                                payer.address(),
                                EthAddress.parse(authorization.to()),
                                authorization.amountMicros(),
                                authorization.validAfterS(),
                                authorization.validBeforeS(),
                                Bytes32.parse(authorization.nonce()))
                        .transferDigest(new Eip712Domain(
                                contracts.usdcName(),
                                contracts.usdcVersion(),
                                contracts.chainId(),
                                EthAddress.parse(contracts.usdc()))))
                .bytes();
        RawTransaction transaction = RawTransaction.createTransaction(
                contracts.chainId(),
                BigInteger.valueOf(nonce),
                GAS_LIMIT,
                contracts.usdc(),
                BigInteger.ZERO,
                Numeric.toHexString(authorization.call(signature)),
                TIP_WEI,
                MAX_FEE_WEI);
        EthSignature signed = payer.sign(Keccak256.hash(TransactionEncoder.encode(transaction)));
        return TransactionEncoder.encode(
                transaction, new Sign.SignatureData((byte) signed.v(), signed.r(), signed.s()));
    }

    private TransferAuthorization authorization(String id) {
        byte[] hash = Keccak256.hash(id);
        String recipient = "0x" + HexFormat.of().formatHex(hash, 0, 20);
        return new TransferAuthorization(
                address(), recipient, 1, 0, Instant.now().getEpochSecond() + LIFE_S, Numeric.toHexString(hash));
    }

    private static Address20 address20(String hex) {
        return new Address20(HexFormat.of().parseHex(hex, 2, hex.length()));
    }
}
