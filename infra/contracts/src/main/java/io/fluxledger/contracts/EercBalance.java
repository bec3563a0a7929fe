package io.fluxledger.contracts;

import java.math.BigInteger;
import java.util.List;

/**
 * An encrypted balance as everybody can read it. All zeroes for an account that was never credited.
 *
 * @param cipher ElGamal ciphertext: c1.x, c1.y, c2.x, c2.y
 * @param nonce the owner's spendings
 * @param credits a ciphertext of 7 words for each credit that balancePct does not have in it
 * @param balancePct the owner's note after the last spending, 7 words
 * @param transactionIndex spendings and credits
 */
public record EercBalance(
        List<BigInteger> cipher,
        BigInteger nonce,
        List<List<BigInteger>> credits,
        List<BigInteger> balancePct,
        BigInteger transactionIndex) {
    public EercBalance {
        cipher = List.copyOf(cipher);
        credits = List.copyOf(credits);
        balancePct = List.copyOf(balancePct);
    }
}
