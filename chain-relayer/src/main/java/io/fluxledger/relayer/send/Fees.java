package io.fluxledger.relayer.send;

import io.fluxledger.events.TransactionAttempt;
import java.math.BigInteger;
import java.util.Optional;

/** EIP-1559 fees per gas. */
public record Fees(BigInteger maxFeeWei, BigInteger priorityFeeWei) {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    /** Room for the base fee to double, never above the cap. */
    static Fees suggested(BigInteger baseFeeWei, BigInteger priorityFeeWei, BigInteger capWei) {
        BigInteger maxFee = baseFeeWei.shiftLeft(1).add(priorityFeeWei).min(capWei);
        return new Fees(maxFee, priorityFeeWei.min(maxFee));
    }

    static Fees of(TransactionAttempt attempt) {
        return new Fees(
                new BigInteger(attempt.getMaxFeePerGasWei()), new BigInteger(attempt.getMaxPriorityFeePerGasWei()));
    }

    /** Fees that replace these: both raised by the percentage at least. Empty when that would pass the cap. */
    Optional<Fees> raised(int percent, Fees suggested, BigInteger capWei) {
        Fees raised = new Fees(
                raise(maxFeeWei, percent).max(suggested.maxFeeWei),
                raise(priorityFeeWei, percent).max(suggested.priorityFeeWei));
        return raised.maxFeeWei.compareTo(capWei) > 0 ? Optional.empty() : Optional.of(raised);
    }

    private static BigInteger raise(BigInteger fee, int percent) {
        BigInteger scaled = fee.multiply(BigInteger.valueOf(100L + percent));
        return scaled.add(HUNDRED.subtract(BigInteger.ONE)).divide(HUNDRED).max(fee.add(BigInteger.ONE));
    }
}
