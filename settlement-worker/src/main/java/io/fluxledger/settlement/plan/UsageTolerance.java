package io.fluxledger.settlement.plan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the ledger's figures and a provider's own may be apart: calls that one side counts before the cut and the other
 * behind it.
 *
 * @param calls by how many calls they may differ; tokens and amounts then by what the ledger's mean call used, for each call by which
 *     they do
 * @param ppm of the ledger's figure, parts per million
 */
public record UsageTolerance(long calls, long ppm) {
    private static final BigInteger WHOLE_PPM = BigInteger.valueOf(1_000_000);

    public UsageTolerance {
        if (calls < 0 || ppm < 0) {
            throw new IllegalArgumentException("a tolerance is not negative");
        }
    }

    /**
     * What differs by more than that, for people, with both figures; empty when nothing does. Where one side has no call at
     * all and the other has some, that differs.
     */
    public List<String> differences(UsageFigures ledger, UsageFigures provider) {
        List<String> found = new ArrayList<>();
        BigInteger apart = apart(ledger.calls(), provider.calls());
        boolean late = apart.compareTo(BigInteger.valueOf(calls)) <= 0;
        if ((ledger.calls() == 0) != (provider.calls() == 0) || (!late && apart.compareTo(ofPpm(ledger.calls())) > 0)) {
            found.add(difference("calls", ledger.calls(), provider.calls()));
        }
        BigInteger lateCalls = late ? apart : BigInteger.ZERO;
        compare(found, "inputTokens", lateCalls, ledger.calls(), ledger.inputTokens(), provider.inputTokens());
        compare(found, "outputTokens", lateCalls, ledger.calls(), ledger.outputTokens(), provider.outputTokens());
        compare(found, "grossNanos", lateCalls, ledger.calls(), ledger.grossNanos(), provider.grossNanos());
        return List.copyOf(found);
    }

    /** @param late calls that one side counts behind the cut */
    private void compare(
            List<String> found, String name, BigInteger late, long ledgerCalls, long ledger, long provider) {
        BigInteger ofCalls = ledgerCalls == 0
                ? BigInteger.ZERO
                : ceiling(BigInteger.valueOf(ledger).multiply(late), BigInteger.valueOf(ledgerCalls));
        if (apart(ledger, provider).compareTo(ofCalls.max(ofPpm(ledger))) > 0) {
            found.add(difference(name, ledger, provider));
        }
    }

    private static BigInteger apart(long one, long other) {
        return BigInteger.valueOf(one).subtract(BigInteger.valueOf(other)).abs();
    }

    private BigInteger ofPpm(long figure) {
        return BigInteger.valueOf(figure).multiply(BigInteger.valueOf(ppm)).divide(WHOLE_PPM);
    }

    private static String difference(String name, long ledger, long provider) {
        return name + " " + ledger + " in the ledger, " + provider + " by the provider";
    }

    private static BigInteger ceiling(BigInteger whole, BigInteger parts) {
        BigInteger[] quotient = whole.divideAndRemainder(parts);
        return quotient[1].signum() == 0 ? quotient[0] : quotient[0].add(BigInteger.ONE);
    }
}
