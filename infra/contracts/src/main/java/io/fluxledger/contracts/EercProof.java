package io.fluxledger.contracts;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;

/**
 * A Groth16 proof as the eERC contracts take it.
 *
 * @param points a (2), b (4, imaginary part first), c (2)
 * @param signals public signals, in the order of the circuit
 */
public record EercProof(List<BigInteger> points, List<BigInteger> signals) {
    static final int POINT_WORDS = 8;

    public EercProof {
        points = List.copyOf(points);
        signals = List.copyOf(signals);
        if (points.size() != POINT_WORDS) {
            throw new IllegalArgumentException("A proof has %d words, not %d".formatted(POINT_WORDS, points.size()));
        }
    }

    /** @throws IllegalArgumentException when this is a proof of another statement */
    byte[] words(EercAbi.Statement statement) {
        if (signals.size() != statement.signals()) {
            throw new IllegalArgumentException(
                    "%s has %d signals, not %d".formatted(statement, statement.signals(), signals.size()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        points.forEach(word -> out.writeBytes(Calldata.uintWord(word)));
        signals.forEach(word -> out.writeBytes(Calldata.uintWord(word)));
        return out.toByteArray();
    }
}
