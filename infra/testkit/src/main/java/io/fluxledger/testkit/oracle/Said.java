package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Draw;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rules say that an entry names.
 *
 * @param entry name of the entry
 * @param values of it, in an order that oracle and comparison share; draws without those of nothing
 */
public record Said(String entry, List<Object> values) {
    /** What the line's entries say, of the kinds that the oracle speaks of. */
    static List<Said> of(JournalLine line) {
        List<Said> said = new ArrayList<>();
        for (LedgerEntry entry : line.entries()) {
            List<Object> values = values(entry);
            if (!values.isEmpty()) {
                said.add(new Said(entry.getClass().getSimpleName(), values));
            }
        }
        return said;
    }

    private static List<Object> values(LedgerEntry entry) {
        return switch (entry) {
            case LedgerEntry.IntentOpened it -> List.of(it.intentId(), it.status(), it.draws(), it.settledByGateway());
            case LedgerEntry.IntentClosed it ->
                List.of(
                        it.intentId(),
                        it.status(),
                        positive(it.captures()),
                        positive(it.refunds()),
                        it.routeCosts(),
                        it.forgetAtMs());
            case LedgerEntry.IntentHoldChanged it -> List.of(it.intentId(), it.held(), it.pausedMs());
            case LedgerEntry.RefundChainSet it -> List.of(it.chainId(), it.issuedAtMs());
            case LedgerEntry.ChargeTaken it ->
                List.of(
                        it.intentId(),
                        BigInteger.valueOf(it.grossNanos()),
                        BigInteger.valueOf(it.feeNanos()),
                        BigInteger.valueOf(it.netNanos()));
            case LedgerEntry.PayoutOpened it ->
                List.of(
                        it.payoutId(),
                        it.batchId(),
                        it.chainId(),
                        it.amountMicros(),
                        it.sources(),
                        it.recipient(),
                        it.terms());
            case LedgerEntry.PayoutMoved it -> List.of(it.payoutId(), it.batchId(), it.fromChainId(), it.toChainId());
            case LedgerEntry.ProviderTermsUpdated it -> List.of(it.terms(), it.nonce());
            case LedgerEntry.TreasuryMoved it ->
                List.of(it.moveId(), it.status(), it.fromChainId(), it.toChainId(), it.sentMicros(), it.feeMicros());
            default -> List.of();
        };
    }

    private static List<Draw> positive(List<Draw> draws) {
        return draws.stream().filter(draw -> draw.amountNanos() > 0).toList();
    }

    @Override
    public String toString() {
        return entry + values.stream().map(Show::value).toList();
    }
}
