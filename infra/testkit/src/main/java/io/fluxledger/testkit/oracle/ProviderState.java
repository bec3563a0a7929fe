package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.TransferStatus;
import java.math.BigInteger;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that a providers' partition remembers beside balances. */
final class ProviderState {
    record Id(Address provider, String id) {}

    /** A dispute is named by its DisputeFiled. */
    record Disputed(int sourcePartition, long sourceSequence) {}

    record Signed(Address provider, Bytes32 nonce) {}

    /** What a nonce was used for, and the line that says so. */
    record Use(Object content, long line) {}

    static final class Provider {
        @Nullable
        Address payoutAddress;

        /** As registered, else that of the last charge. */
        long payoutChainId;

        boolean registered;
        PayoutTerms terms = PayoutTerms.NONE;
        BigInteger feeRemainder = BigInteger.ZERO;
        BigInteger calls = BigInteger.ZERO;
        BigInteger inputTokens = BigInteger.ZERO;
        BigInteger outputTokens = BigInteger.ZERO;
        BigInteger grossNanos = BigInteger.ZERO;
        BigInteger feeNanos = BigInteger.ZERO;

        @Nullable
        YearMonth month;

        BigInteger monthGrossNanos = BigInteger.ZERO;
        BigInteger monthFeeNanos = BigInteger.ZERO;

        Provider copy() {
            Provider copy = new Provider();
            copy.payoutAddress = payoutAddress;
            copy.payoutChainId = payoutChainId;
            copy.registered = registered;
            copy.terms = terms;
            copy.feeRemainder = feeRemainder;
            copy.calls = calls;
            copy.inputTokens = inputTokens;
            copy.outputTokens = outputTokens;
            copy.grossNanos = grossNanos;
            copy.feeNanos = feeNanos;
            copy.month = month;
            copy.monthGrossNanos = monthGrossNanos;
            copy.monthFeeNanos = monthFeeNanos;
            return copy;
        }
    }

    static final class Payout {
        final long amountMicros;
        final long openedChainId;
        final Address recipient;
        final String batchId;
        final List<Draw> sources;
        /** The provider's when it was opened. */
        final PayoutTerms terms;
        /** Null while it is only in flight. */
        @Nullable
        TransferStatus status;

        /** Where it is paid now. */
        long chainId;

        long line;

        Payout(
                long amountMicros,
                long chainId,
                Address recipient,
                String batchId,
                List<Draw> sources,
                PayoutTerms terms,
                long line) {
            this.amountMicros = amountMicros;
            this.openedChainId = chainId;
            this.chainId = chainId;
            this.recipient = recipient;
            this.batchId = batchId;
            this.sources = List.copyOf(sources);
            this.terms = terms;
            this.line = line;
        }
    }

    enum MoveStatus {
        SENT,
        RECEIVED,
        RETURNED,
        REVOKED
    }

    /** Money on its way between treasuries, as it was last reported. */
    static final class Move {
        final ProviderInput.TreasuryMoveConfirmed sent;
        final MoveStatus status;
        final long line;

        Move(ProviderInput.TreasuryMoveConfirmed sent, MoveStatus status, long line) {
            this.sent = sent;
            this.status = status;
            this.line = line;
        }
    }

    static final class Dispute {
        final ProviderInput.DisputeFiled filed;
        final List<Draw> reserve;
        boolean open = true;
        long upheldNanos;
        long line;

        Dispute(ProviderInput.DisputeFiled filed, List<Draw> reserve) {
            this.filed = filed;
            this.reserve = List.copyOf(reserve);
        }
    }

    final TreeMap<Address, Provider> providers = new TreeMap<>();
    final Map<Id, Payout> payouts = new HashMap<>();
    final Map<Id, Move> moves = new HashMap<>();
    final Map<Disputed, Dispute> disputes = new HashMap<>();
    final Map<Signed, Use> nonces = new HashMap<>();
    final Map<Integer, Long> taken = new HashMap<>();
    final List<PayerInput.ProviderRefundReceived> toPayers = new ArrayList<>();
    long windowEndMs;
    long refundSequence;

    /** Counters stop at 2^63 − 1. */
    static BigInteger counted(BigInteger counter, BigInteger more) {
        return counter.add(more).min(BigInteger.valueOf(Long.MAX_VALUE));
    }

    /** What is known of the provider, without making it known. */
    Provider before(Address address) {
        return providers.getOrDefault(address, new Provider());
    }

    Provider provider(Address address) {
        return providers.computeIfAbsent(address, _ -> new Provider());
    }

    void refund(Address provider, Address payer, String intentId, List<Draw> draws, int partition) {
        refundSequence++;
        toPayers.add(new PayerInput.ProviderRefundReceived(
                Frame.NO_ID, payer, provider, intentId, draws, partition, refundSequence));
    }

    void checkTaken(int sourcePartition, long sourceSequence) {
        Refusal.alreadyWhen(sourceSequence <= taken.getOrDefault(sourcePartition, 0L), 0);
    }
}
