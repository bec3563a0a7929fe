package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.rules.LedgerEntry.ChargeTaken;
import io.fluxledger.rules.LedgerEntry.DisputeClosed;
import io.fluxledger.rules.LedgerEntry.ParametersSet;
import io.fluxledger.rules.LedgerEntry.PayoutAdvanced;
import io.fluxledger.rules.LedgerEntry.PayoutClosed;
import io.fluxledger.rules.LedgerEntry.RefundIssued;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A second set of books of a providers' fold, kept from its lines alone. */
final class ProviderBooks {
    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    private record Account(AccountType type, @Nullable Address owner, long chainId) {}

    private final Map<Account, BigInteger> balances = new HashMap<>();
    private final Map<Address, Bytes32> lastHash = new HashMap<>();
    private final Map<Address, Long> lastSequence = new HashMap<>();
    /** Millionths of a nano-USDC that a provider's fees are behind of what is due. */
    private final Map<Address, BigInteger> feesDue = new HashMap<>();

    private final Map<Address, BigInteger> paid = new HashMap<>();
    private Parameters parameters = Parameters.INITIAL;
    private Bytes32 partitionHash = Bytes32.ZERO;
    private long sequence;
    private long refunds;

    void book(JournalLine line) {
        assertThat(line.partitionSequence()).isEqualTo(++sequence);
        assertThat(line.partitionPreviousHash()).isEqualTo(partitionHash);
        partitionHash = line.hash();
        Map<Long, BigInteger> sums = new HashMap<>();
        for (Posting p : line.postings()) {
            BigInteger amount = BigInteger.valueOf(p.amountNanos());
            assertThat(p.owner() != null).isEqualTo(p.account().isOwned());
            balances.merge(new Account(p.account(), p.owner(), p.chainId()), amount, BigInteger::add);
            sums.merge(p.chainId(), amount, BigInteger::add);
        }
        assertThat(sums.values()).allMatch(sum -> sum.signum() == 0);
        if (line.outcome() != Outcome.ACCEPTED) {
            assertThat(line.entries()).isEmpty();
            assertThat(line.postings()).isEmpty();
            assertThat(line.reference()).isLessThan(line.partitionSequence());
        }
        Address provider = line.account();
        if (line.accountSequence() > 0 && provider != null) {
            assertThat(line.accountSequence()).isEqualTo(lastSequence.getOrDefault(provider, 0L) + 1);
            assertThat(line.accountPreviousHash()).isEqualTo(lastHash.getOrDefault(provider, Bytes32.ZERO));
            lastSequence.put(provider, line.accountSequence());
            lastHash.put(provider, line.hash());
        }
        line.entries().forEach(e -> book(provider, e));
    }

    private void book(@Nullable Address provider, LedgerEntry entry) {
        switch (entry) {
            case ParametersSet set -> parameters = set.parameters();
            case RefundIssued issued -> assertThat(issued.refundSequence()).isEqualTo(++refunds);
            case DisputeClosed closed
            when closed.refundSequence() > 0 -> {
                assertThat(closed.refundSequence()).isEqualTo(++refunds);
                assertThat(Draw.sum(closed.draws())).isEqualTo(closed.upheldNanos());
            }
            case ChargeTaken taken
            when provider != null && taken.funding() == Funding.CREDITS -> {
                BigInteger due = BigInteger.valueOf(taken.grossNanos())
                        .multiply(BigInteger.valueOf(parameters.providerFeePpm()))
                        .subtract(BigInteger.valueOf(taken.feeNanos()).multiply(MILLION));
                feesDue.merge(provider, due, BigInteger::add);
            }
            case PayoutClosed closed
            when provider != null && closed.status() == TransferStatus.FINAL ->
                paid.merge(provider, BigInteger.valueOf(closed.amountMicros() * 1_000), BigInteger::add);
            case PayoutAdvanced back
            when provider != null && back.status() == TransferStatus.REVOKED ->
                paid.merge(provider, BigInteger.valueOf(-back.amountMicros() * 1_000), BigInteger::add);
            default -> {
                // Nothing that the books keep.
            }
        }
    }

    /** Holds the state against the books. */
    void check(ProviderState state) {
        ProviderSnapshot snapshot = ProviderSnapshot.of(state);
        Map<Account, BigInteger> owned = new HashMap<>();
        Map<Account, BigInteger> held = new HashMap<>();
        for (Object part : snapshot.contents()) {
            switch (part) {
                case ProviderAccount account -> check(account, owned);
                case Payout payout
                when payout.isOpen() ->
                    payout.sources().forEach(s -> hold(held, AccountType.PROVIDER_IN_FLIGHT, payout.provider(), s));
                case ProviderDispute dispute
                when dispute.status() == ProviderDispute.Status.OPEN ->
                    dispute.reserved().forEach(r -> hold(held, AccountType.PROVIDER_DISPUTED, dispute.provider(), r));
                default -> {
                    // Holds no money.
                }
            }
        }
        balances.values().removeIf(amount -> amount.signum() == 0);
        Map<Account, BigInteger> expected = new HashMap<>(balances);
        expected.keySet().removeIf(a -> a.owner() == null);
        assertThat(owned).isEqualTo(expected);
        expected.keySet()
                .removeIf(a -> a.type() != AccountType.PROVIDER_IN_FLIGHT && a.type() != AccountType.PROVIDER_DISPUTED);
        assertThat(held).as("what payouts and disputes hold").isEqualTo(expected);
        assertThat(balances.entrySet().stream()
                        .filter(e -> e.getKey().type() == AccountType.TRANSIT)
                        .map(Map.Entry::getValue)
                        .reduce(BigInteger.ZERO, BigInteger::add))
                .isZero();
        assertThat(snapshot.head().chargeSequence()).isEqualTo(refunds);
        assertThat(snapshot.head().sequence()).isEqualTo(sequence);
    }

    private void check(ProviderAccount account, Map<Account, BigInteger> owned) {
        Balances all = account.balances();
        all.all()
                .forEach(b -> owned.put(
                        new Account(b.account(), account.provider(), b.chainId()),
                        BigInteger.valueOf(b.amountNanos())));
        if (all.has(AccountType.PROVIDER_DEBT)) {
            assertThat(all.has(AccountType.PROVIDER_PAYABLE)).isFalse();
        }
        assertThat(BigInteger.valueOf(account.feeRemainder()))
                .as("no fee is lost")
                .isEqualTo(feesDue.getOrDefault(account.provider(), BigInteger.ZERO))
                .isBetween(BigInteger.ZERO, MILLION.subtract(BigInteger.ONE));
        assertThat(BigInteger.valueOf(account.paidNanos()))
                .isEqualTo(
                        paid.getOrDefault(account.provider(), BigInteger.ZERO).min(BigInteger.valueOf(Long.MAX_VALUE)));
        assertThat(account.sequence()).isEqualTo(lastSequence.get(account.provider()));
        assertThat(account.hash()).isEqualTo(lastHash.get(account.provider()));
    }

    private static void hold(Map<Account, BigInteger> held, AccountType type, Address owner, Draw draw) {
        held.merge(new Account(type, owner, draw.chainId()), BigInteger.valueOf(draw.amountNanos()), BigInteger::add);
    }
}
