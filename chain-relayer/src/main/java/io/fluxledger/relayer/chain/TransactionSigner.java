package io.fluxledger.relayer.chain;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.relayer.send.Fees;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/** Signs EIP-1559 transactions of one key on one chain. */
final class TransactionSigner {
    private final PrivateKey key;
    private final long chainId;
    private final Clock clock;

    TransactionSigner(PrivateKey key, long chainId, Clock clock) {
        this.key = key;
        this.chainId = chainId;
        this.clock = clock;
    }

    /** @param cancels whether it is a no-op in place of another transaction */
    TransactionAttempt sign(long nonce, BigInteger gasLimit, String to, byte[] data, Fees fees, boolean cancels) {
        RawTransaction transaction = RawTransaction.createTransaction(
                chainId,
                BigInteger.valueOf(nonce),
                gasLimit,
                to,
                BigInteger.ZERO,
                Numeric.toHexString(data),
                fees.priorityFeeWei(),
                fees.maxFeeWei());
        EthSignature signature = key.sign(Keccak256.hash(TransactionEncoder.encode(transaction)));
        byte[] raw = TransactionEncoder.encode(
                transaction, new Sign.SignatureData((byte) signature.v(), signature.r(), signature.s()));
        return TransactionAttempt.newBuilder()
                .setTransactionHash(new Hash32(Keccak256.hash(raw)))
                .setRaw(ByteBuffer.wrap(raw))
                .setMaxFeePerGasWei(fees.maxFeeWei().toString())
                .setMaxPriorityFeePerGasWei(fees.priorityFeeWei().toString())
                .setSignedAtMs(clock.millis())
                .setCancels(cancels)
                .build();
    }
}
