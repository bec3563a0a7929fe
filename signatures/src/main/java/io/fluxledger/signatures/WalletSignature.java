package io.fluxledger.signatures;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a wallet gives as its signature: that of a key, or bytes that only a contract understands (ERC-1271), perhaps with
 * how to deploy that contract (ERC-6492).
 */
public final class WalletSignature {
    /** No contract wallet needs more; a chain's node bounds it too. */
    public static final int MAX_BYTES = 8_192;

    private static final int WORD = 32;
    private static final byte[] COUNTERFACTUAL = new byte[WORD];

    static {
        for (int i = 0; i < WORD; i += 2) {
            COUNTERFACTUAL[i] = 0x64;
            COUNTERFACTUAL[i + 1] = (byte) 0x92;
        }
    }

    private final byte[] bytes;

    private WalletSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException when it is empty or longer than {@link #MAX_BYTES} */
    public static WalletSignature of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("signature has " + bytes.length + " bytes, not 1 to " + MAX_BYTES);
        }
        return new WalletSignature(bytes.clone());
    }

    /**
     * @param hex 0x and hex digits
     * @throws IllegalArgumentException saying what is wrong
     */
    public static WalletSignature parse(String hex) {
        if (hex.length() > 2 + 2 * MAX_BYTES) {
            throw new IllegalArgumentException("signature has more than " + MAX_BYTES + " bytes");
        }
        return of(Hex.parse(hex, "signature"));
    }

    /** As a key's signature, where it has that form. */
    public Optional<EthSignature> byKey() {
        try {
            return Optional.of(EthSignature.of(bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the key of that address made it. A contract's address is no key's. */
    public boolean isByKey(EthAddress signer, byte[] digest) {
        Optional<EthSignature> byKey = byKey();
        try {
            return byKey.isPresent()
                    && SignatureRecovery.recover(digest, byKey.get()).equals(signer);
        } catch (InvalidSignatureException e) {
            return false;
        }
    }

    /** Whether it says how to deploy the wallet (ERC-6492). */
    public boolean isCounterfactual() {
        int start = bytes.length - WORD;
        return start > 0 && Arrays.equals(bytes, start, bytes.length, COUNTERFACTUAL, 0, WORD);
    }

    /**
     * A signature of a wallet that is not deployed yet, in ERC-6492's form.
     *
     * @param factory that deploys the wallet
     * @param creation calldata for the factory
     * @param inner what the wallet will accept once it is there
     */
    public static WalletSignature counterfactual(EthAddress factory, byte[] creation, byte[] inner) {
        int creationWords = words(creation.length);
        Words wrapper = new Words()
                .address(factory)
                .uint(3L * WORD)
                .uint((4L + creationWords) * WORD)
                .dynamic(creation)
                .dynamic(inner);
        byte[] encoded = wrapper.bytes();
        byte[] all = Arrays.copyOf(encoded, encoded.length + WORD);
        System.arraycopy(COUNTERFACTUAL, 0, all, encoded.length, WORD);
        return of(all);
    }

    /**
     * Constructor arguments {@code (address wallet, bytes32 digest, bytes signature)} of the contract that asks a wallet.
     *
     * @param digest 32 bytes
     */
    public byte[] validationArguments(EthAddress wallet, byte[] digest) {
        return new Words()
                .address(wallet)
                .bytes32(digest)
                .uint(3L * WORD)
                .dynamic(bytes)
                .bytes();
    }

    private static int words(int length) {
        return (length + WORD - 1) / WORD;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WalletSignature that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** 0x-hex, lower case. */
    @Override
    public String toString() {
        return Hex.prefixed(bytes);
    }
}
