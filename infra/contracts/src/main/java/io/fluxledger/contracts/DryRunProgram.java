package io.fluxledger.contracts;

import java.util.List;
import java.util.Map;
import org.web3j.utils.Numeric;

/**
 * Tries many calls of one contract in one {@code eth_call} without recipient: data is the program, and the answer a byte for each
 * call, 1 when it would succeed by itself on the state as it is. See {@code DryRuns.sol}.
 */
public final class DryRunProgram {
    /** EIP-3860: nodes take no longer creation code. */
    private static final int LONGEST = 49_152;

    private static final byte[] CODE = ContractArtifact.load("DryRuns").creationCode(Map.of(), new byte[0]);
    /** Target, limit, and the offset and length of the array. */
    private static final int HEAD_WORDS = 4;
    /** Offset and length of one call. */
    private static final int CALL_WORDS = 2;

    private DryRunProgram() {}

    /**
     * How many calls fit into one program.
     *
     * @param callBytes length of the longest
     */
    public static int most(int callBytes) {
        int padded = (callBytes + Calldata.WORD - 1) / Calldata.WORD + CALL_WORDS;
        return (LONGEST - CODE.length - HEAD_WORDS * Calldata.WORD) / (padded * Calldata.WORD);
    }

    /**
     * The program.
     *
     * @param to the contract, 0x-address
     * @param gas that each call has to get by with, without what a transaction costs by itself
     */
    public static byte[] of(String to, long gas, List<byte[]> calls) {
        byte[] arguments =
                Calldata.arguments().address(to).uint(gas).byteArrays(calls).encode();
        return Calldata.concat(CODE, arguments);
    }

    /**
     * Which of the calls would succeed.
     *
     * @param answer 0x-hex, as a node gave it
     * @throws IllegalArgumentException when it is no answer to so many calls
     */
    public static boolean[] outcomes(String answer, int calls) {
        byte[] bytes = Numeric.hexStringToByteArray(answer);
        if (bytes.length != calls) {
            throw new IllegalArgumentException(bytes.length + " outcomes of " + calls + " calls");
        }
        boolean[] outcomes = new boolean[calls];
        for (int i = 0; i < calls; i++) {
            outcomes[i] = bytes[i] == 1;
        }
        return outcomes;
    }
}
