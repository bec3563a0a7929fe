package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.Posting;
import io.fluxledger.rules.ProviderInput;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the postings of both journals add up to. */
final class Books {
    private record Place(AccountType account, long chainId) {}

    private final Map<Place, BigInteger> totals = new HashMap<>();
    private final Map<Long, BigInteger> expectedInClearing = new HashMap<>();

    /** Adds the line's postings; says on which chain they do not sum to zero, else null. */
    @Nullable
    String post(JournalLine line) {
        if (line.postings().isEmpty()) {
            return null;
        }
        Map<Long, BigInteger> sums = new HashMap<>();
        for (Posting posting : line.postings()) {
            BigInteger amount = BigInteger.valueOf(posting.amountNanos());
            sums.merge(posting.chainId(), amount, BigInteger::add);
            totals.merge(new Place(posting.account(), posting.chainId()), amount, BigInteger::add);
        }
        expectWhatStays(line);
        sums.values().removeIf(sum -> sum.signum() == 0);
        return sums.isEmpty() ? null : "postings do not sum to zero by chain: " + sums;
    }

    /**
     * A step of the escrow that charges nobody moves in clearing what no other fold answers: the capture was taken back, or
     * came again.
     */
    private void expectWhatStays(JournalLine line) {
        for (LedgerEntry entry : line.entries()) {
            if (entry instanceof LedgerEntry.EscrowStepRecorded step && step.chargeSequence() == 0) {
                for (Posting posting : line.postings()) {
                    if (posting.account() == AccountType.CLEARING) {
                        expectInClearing(List.of(new Draw(posting.chainId(), posting.amountNanos())), 1);
                    }
                }
            }
        }
    }

    /** What a charge takes out of clearing. */
    static List<Draw> cleared(ProviderInput.UsageCharged charge) {
        if (charge.funding() == Funding.CREDITS) {
            return charge.charges();
        }
        Draw captured = charge.charges().getFirst();
        return OracleCharges.onward(charge)
                ? List.of(new Draw(captured.chainId(), captured.amountNanos() - charge.escrowFeeNanos()))
                : List.of();
    }

    /** Amounts that came into clearing and will not leave it, or (sign -1) left it without having come. */
    void expectInClearing(List<Draw> amounts, int sign) {
        amounts.forEach(amount -> expectedInClearing.merge(
                amount.chainId(), BigInteger.valueOf(sign * amount.amountNanos()), BigInteger::add));
    }

    /** What is in clearing beside what is known to be there; null when that is nothing. */
    @Nullable
    String leftInClearing() {
        Map<Long, BigInteger> left = new HashMap<>();
        totals.forEach((place, amount) -> {
            if (place.account() == AccountType.CLEARING) {
                left.merge(place.chainId(), amount, BigInteger::add);
            }
        });
        expectedInClearing.forEach((chain, amount) -> left.merge(chain, amount.negate(), BigInteger::add));
        left.values().removeIf(amount -> amount.signum() == 0);
        return left.isEmpty() ? null : "CLEARING is not zero: " + left;
    }
}
