package io.fluxledger.prover;

import java.math.BigInteger;
import java.util.List;

/**
 * An encrypted balance whose amount its owner knows.
 *
 * @param cipher 4 words, as the contract has them
 * @param amountMicros what it decrypts to
 */
public record KnownBalance(List<BigInteger> cipher, long amountMicros) {
    public KnownBalance {
        cipher = List.copyOf(cipher);
    }
}
