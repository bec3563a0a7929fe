package io.fluxledger.relayer.keys;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.InvalidSignatureException;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.SignatureRecovery;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.web3j.utils.Numeric;

/** A key in a key management service: takes the DER signature apart, lowers s and finds the recovery id by trying. */
public final class KmsSigner implements SignerSource {
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int POINT_BYTES = 65;
    private static final int MAX_DER_BYTES = 72;

    private final KmsKey key;
    private final EthAddress address;

    private KmsSigner(KmsKey key, EthAddress address) {
        this.key = key;
        this.address = address;
    }

    /**
     * Asks the service for the key's public half.
     *
     * @throws ConfigurationException when it does not answer, or the key is of another curve
     */
    public static KmsSigner of(KmsKey key) {
        byte[] point;
        try {
            point = key.publicPoint();
        } catch (IOException e) {
            throw new ConfigurationException("the key management service does not give the public key: " + e);
        }
        if (point.length != POINT_BYTES || point[0] != 4) {
            throw new ConfigurationException("the key management service's public key is no uncompressed point");
        }
        byte[] hash = Keccak256.hash(Arrays.copyOfRange(point, 1, POINT_BYTES));
        return new KmsSigner(key, EthAddress.of(Arrays.copyOfRange(hash, 12, 32)));
    }

    @Override
    public EthAddress address() {
        return address;
    }

    @Override
    public EthSignature sign(byte[] message) throws SigningException.Unavailable {
        byte[] digest = Keccak256.hash(message);
        byte[] der;
        try {
            der = key.signDigest(digest.clone());
        } catch (IOException e) {
            throw new SigningException.Unavailable("the key management service of " + address + " does not sign: " + e);
        }
        byte[] rs = lowered(der);
        for (byte recoveryId = 0; recoveryId < 2; recoveryId++) {
            byte[] rsv = Arrays.copyOf(rs, POINT_BYTES);
            rsv[64] = recoveryId;
            EthSignature signature = EthSignature.of(rsv);
            if (isOurs(digest, signature)) {
                return signature;
            }
        }
        throw new SigningException.Unavailable("the key management service of " + address + " signed with another key");
    }

    private boolean isOurs(byte[] digest, EthSignature signature) {
        try {
            return SignatureRecovery.recover(digest, signature).equals(address);
        } catch (InvalidSignatureException e) {
            return false;
        }
    }

    private byte[] lowered(byte[] der) throws SigningException.Unavailable {
        if (der.length < 8 || der.length > MAX_DER_BYTES || der[0] != SEQUENCE || der[1] != der.length - 2) {
            throw notDer();
        }
        int sAt = 4 + der[3];
        BigInteger r = integer(der, 2);
        BigInteger s = integer(der, sAt);
        if (sAt + 2 + der[sAt + 1] != der.length) {
            throw notDer();
        }
        BigInteger low = s.compareTo(ORDER.shiftRight(1)) > 0 ? ORDER.subtract(s) : s;
        byte[] rs = new byte[64];
        System.arraycopy(Numeric.toBytesPadded(r, 32), 0, rs, 0, 32);
        System.arraycopy(Numeric.toBytesPadded(low, 32), 0, rs, 32, 32);
        return rs;
    }

    private BigInteger integer(byte[] der, int at) throws SigningException.Unavailable {
        if (at < 0
                || at + 2 > der.length
                || der[at] != INTEGER
                || der[at + 1] < 1
                || at + 2 + der[at + 1] > der.length) {
            throw notDer();
        }
        BigInteger value = new BigInteger(der, at + 2, der[at + 1]);
        if (value.signum() <= 0 || value.compareTo(ORDER) >= 0) {
            throw notDer();
        }
        return value;
    }

    private SigningException.Unavailable notDer() {
        return new SigningException.Unavailable(
                "the key management service of " + address + " answered with no DER signature");
    }

    @Override
    public String toString() {
        return "KmsSigner[" + address + "]";
    }
}
