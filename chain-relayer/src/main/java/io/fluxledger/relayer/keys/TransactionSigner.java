package io.fluxledger.relayer.keys;

import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import java.math.BigInteger;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/**
 * One key, and all that it may sign: transactions and EIP-3009 authorizations, both checked against the key's policy before
 * the key is asked. There is no way to the key around it. Safe for use by several threads.
 */
public final class TransactionSigner {
    private static final String AUTHORIZATION = "authorization:";
    private static final String NONCE = "nonce:";

    private final SignerSource source;
    private final SigningPolicy policy;
    private final Map<Long, EthAddress> usdc;
    private final Clock clock;
    private final Map<Long, SpendingWindow> windows = new HashMap<>();

    /** @param usdc the token whose amounts are counted, by chain id; other chains are not signed for */
    public TransactionSigner(SignerSource source, SigningPolicy policy, Map<Long, EthAddress> usdc, Clock clock) {
        this.source = source;
        this.policy = policy;
        this.usdc = Map.copyOf(usdc);
        this.clock = clock;
    }

    public EthAddress address() {
        return source.address();
    }

    /**
     * Whether a call may ever be signed, caps aside.
     *
     * @throws SigningException.NotAllowed naming what is not allowed
     */
    public void check(long chainId, EthAddress to, byte[] data) throws SigningException.NotAllowed {
        policy.require(address(), chainId, to, BigInteger.ZERO, data);
        var _ = spent(chainId, to, data);
    }

    /**
     * Signs a transaction with fees by EIP-1559.
     *
     * @return its bytes, ready to be sent
     * @throws SigningException when it is not signed
     */
    public byte[] sign(RawTransaction transaction) throws SigningException {
        if (!(transaction.getTransaction() instanceof Transaction1559 fees)) {
            throw new SigningException.NotAllowed(address() + " signs EIP-1559 transactions only");
        }
        byte[] data = Numeric.hexStringToByteArray(transaction.getData());
        EthAddress to = EthAddress.parse(transaction.getTo());
        policy.require(address(), fees.getChainId(), to, transaction.getValue(), data);
        Optional<SpentAmounts.Spent> spent = spent(fees.getChainId(), to, data);
        String nonce = NONCE + transaction.getNonce();
        synchronized (windows) {
            SpendingWindow window = window(fees.getChainId());
            window.promiseGas(nonce, transaction.getGasLimit().multiply(fees.getMaxFeePerGas()), clock.millis());
            if (spent.isPresent()) {
                window.spend(payment(spent.get(), nonce), spent.get().micros(), clock.millis());
            }
        }
        EthSignature signature = source.sign(TransactionEncoder.encode(transaction));
        return TransactionEncoder.encode(
                transaction, new Sign.SignatureData((byte) signature.v(), signature.r(), signature.s()));
    }

    /**
     * Signs a TransferWithAuthorization out of this key's account.
     *
     * @throws SigningException when it is not signed
     */
    public EthSignature authorizeTransfer(Eip3009Authorization authorization, Eip712Domain token)
            throws SigningException {
        return authorize(authorization, token, authorization.transferPreimage(token));
    }

    /** As {@link #authorizeTransfer}, a ReceiveWithAuthorization, which only the recipient can use. */
    public EthSignature authorizeReceipt(Eip3009Authorization authorization, Eip712Domain token)
            throws SigningException {
        policy.requireRecipient(address(), token.chainId(), authorization.to());
        return authorize(authorization, token, authorization.receivePreimage(token));
    }

    private EthSignature authorize(Eip3009Authorization authorization, Eip712Domain token, byte[] preimage)
            throws SigningException {
        policy.requireTransfers(address(), token.chainId(), token.verifyingContract());
        if (!token.verifyingContract().equals(token(token.chainId()))) {
            throw new SigningException.NotAllowed(
                    "%s is not USDC of chain %d".formatted(token.verifyingContract(), token.chainId()));
        }
        if (!authorization.from().equals(address())) {
            throw new SigningException.NotAllowed("%s does not sign for %s".formatted(address(), authorization.from()));
        }
        if (authorization.value().bitLength() > 63) {
            throw new SigningException.NotAllowed("no amount of micro-USDC: " + authorization.value());
        }
        synchronized (windows) {
            window(token.chainId())
                    .spend(
                            AUTHORIZATION
                                    + HexFormat.of()
                                            .formatHex(authorization.nonce().bytes()),
                            authorization.value().longValueExact(),
                            clock.millis());
        }
        return source.sign(preimage);
    }

    /**
     * Counts what was signed before: a process that begins anew, or takes a lane over, must not be able to spend twice.
     *
     * @param signed a signed transaction of this key
     * @param signedAtMs when, Unix milliseconds
     */
    public void restore(byte[] signed, long signedAtMs) {
        if (!policy.caps().count(signedAtMs, clock.millis())) {
            return;
        }
        RawTransaction transaction = TransactionDecoder.decode(Numeric.toHexString(signed));
        if (!(transaction.getTransaction() instanceof Transaction1559 fees)) {
            return;
        }
        byte[] data = Numeric.hexStringToByteArray(transaction.getData());
        Optional<SpentAmounts.Spent> spent = SpentAmounts.of(
                address(), token(fees.getChainId()), fees.getChainId(), EthAddress.parse(transaction.getTo()), data);
        String nonce = NONCE + transaction.getNonce();
        synchronized (windows) {
            SpendingWindow window = window(fees.getChainId());
            window.restoreGas(nonce, transaction.getGasLimit().multiply(fees.getMaxFeePerGas()), signedAtMs);
            spent.ifPresent(s -> window.restoreSpent(payment(s, nonce), s.micros(), signedAtMs));
        }
    }

    private Optional<SpentAmounts.Spent> spent(long chainId, EthAddress to, byte[] data)
            throws SigningException.NotAllowed {
        if (!usdc.containsKey(chainId)) {
            throw new SigningException.NotAllowed(address() + " does not sign for chain " + chainId);
        }
        try {
            return SpentAmounts.of(address(), token(chainId), chainId, to, data);
        } catch (IllegalArgumentException e) {
            throw new SigningException.NotAllowed(address() + " does not sign that call: " + e.getMessage());
        }
    }

    private EthAddress token(long chainId) {
        return usdc.getOrDefault(chainId, EthAddress.ZERO);
    }

    private SpendingWindow window(long chainId) {
        return windows.computeIfAbsent(chainId, id -> new SpendingWindow(policy.caps()));
    }

    private static String payment(SpentAmounts.Spent spent, String nonce) {
        return spent.authorization().isEmpty() ? nonce : AUTHORIZATION + spent.authorization();
    }

    @Override
    public String toString() {
        return "TransactionSigner[" + address() + "]";
    }
}
