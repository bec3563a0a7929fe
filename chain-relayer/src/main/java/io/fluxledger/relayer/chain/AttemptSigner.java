package io.fluxledger.relayer.chain;

import io.fluxledger.events.Hash32;
import io.fluxledger.events.TransactionAttempt;
import io.fluxledger.relayer.keys.SigningException;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.send.Fees;
import io.fluxledger.signatures.Keccak256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import org.web3j.crypto.RawTransaction;
import org.web3j.utils.Numeric;

/** Has the attempts of one lane signed, by its key's policy: EIP-1559 transactions on one chain. */
final class AttemptSigner {
    private static final BigInteger TRANSFER_GAS = BigInteger.valueOf(21_000);
    private static final byte[] NOTHING = new byte[0];

    private final TransactionSigner signer;
    private final long chainId;
    private final Clock clock;

    AttemptSigner(TransactionSigner signer, long chainId, Clock clock) {
        this.signer = signer;
        this.chainId = chainId;
        this.clock = clock;
    }

    /** @throws SigningException when the key's policy or caps forbid it, or the key cannot be reached */
    TransactionAttempt sign(long nonce, BigInteger gasLimit, String to, byte[] data, Fees fees)
            throws SigningException {
        return attempt(nonce, gasLimit, to, data, fees, false);
    }

    /** A transaction to the signer itself that does nothing but take the nonce. */
    TransactionAttempt noOp(long nonce, Fees fees) throws SigningException {
        return attempt(nonce, TRANSFER_GAS, signer.address().toString(), NOTHING, fees, true);
    }

    private TransactionAttempt attempt(
            long nonce, BigInteger gasLimit, String to, byte[] data, Fees fees, boolean cancels)
            throws SigningException {
        byte[] raw = signer.sign(RawTransaction.createTransaction(
                chainId,
                BigInteger.valueOf(nonce),
                gasLimit,
                to,
                BigInteger.ZERO,
                Numeric.toHexString(data),
                fees.priorityFeeWei(),
                fees.maxFeeWei()));
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
