package io.fluxledger.audit.verify;

import io.fluxledger.audit.verify.PartitionFindings.Received;
import io.fluxledger.audit.verify.PartitionFindings.Refund;
import io.fluxledger.rules.PayerInput.ProviderRefundReceived;
import io.fluxledger.rules.ProviderInput.DisputeFiled;
import io.fluxledger.rules.ProviderInput.OfProvider;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import io.fluxledger.schemas.EventSerde;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes from fold to fold: charges and disputes to the providers', refunds back. The payers' partitions are verified
 * first, by several threads; then the providers'. A charge that is found on the way is compared at once.
 */
final class PassedOn {
    private final EventSerde serde;
    private final byte[] secret = ChargePrints.newSecret();
    private final IssuedCharges[] issued;
    private final long[] surelyIssuedBelow;

    /**
     * @param partitions of the payers' inputs
     * @param surelyIssuedBelow for each partition of the providers' inputs the offset below which every charge was issued by
     *     the payers' inputs that are verified
     */
    PassedOn(EventSerde serde, int partitions, long[] surelyIssuedBelow) {
        this.serde = serde;
        this.issued = new IssuedCharges[partitions];
        this.surelyIssuedBelow = surelyIssuedBelow.clone();
        for (int p = 0; p < partitions; p++) {
            issued[p] = new IssuedCharges();
        }
    }

    /** Begins with a partition, or begins again with it. */
    Partition begin(FoldAgain fold, int partition, PartitionFindings findings) {
        if (fold == FoldAgain.PAYERS) {
            issued[partition] = new IssuedCharges();
        }
        return new Partition(fold, partition, findings);
    }

    /** One partition's part of it; used by one thread. */
    final class Partition implements FoldAgain.Arrivals {
        private final FoldAgain fold;
        private final int partition;
        private final PartitionFindings findings;
        private final ChargePrints prints = new ChargePrints(secret, serde);
        private long offset;

        private Partition(FoldAgain fold, int partition, PartitionFindings findings) {
            this.fold = fold;
            this.partition = partition;
            this.findings = findings;
        }

        /** Says which input comes next. */
        void at(long inputOffset) {
            offset = inputOffset;
        }

        /** What the payers' fold sends to the providers'. */
        void issued(OfProvider charge) {
            issued[partition].add(sequence(charge), prints.of(charge));
        }

        /** @param foldedAll whether all inputs could be decided again */
        void end(boolean foldedAll) {
            if (fold == FoldAgain.PAYERS) {
                issued[partition].end(foldedAll);
            }
        }

        @Override
        public void refund(ProviderRefundReceived refund) {
            findings.received(refund, offset);
        }

        @Override
        public void charge(OfProvider charge, int sourcePartition, long sourceSequence) {
            boolean mayBeLater = offset >= surelyIssuedBelow[partition];
            IssuedCharges.Match match = sourcePartition < 0 || sourcePartition >= issued.length
                    ? IssuedCharges.Match.NEVER_ISSUED
                    : issued[sourcePartition].found(sourceSequence, prints.of(charge), mayBeLater);
            switch (match) {
                case SAME, UNKNOWN -> {
                    // As it should be, or nobody can tell.
                }
                case OTHER ->
                    findings.difference(place(sourcePartition, sourceSequence) + " is not the one that was issued");
                case NEVER_ISSUED ->
                    findings.difference(
                            place(sourcePartition, sourceSequence) + " was never issued by the payers' fold");
            }
        }

        private String place(int sourcePartition, long sourceSequence) {
            return findings.inputs() + " offset " + offset + ": " + name(sourcePartition, sourceSequence);
        }
    }

    private static long sequence(OfProvider charge) {
        return switch (charge) {
            case UsageCharged c -> c.sourceSequence();
            case DisputeFiled d -> d.sourceSequence();
            default -> throw new IllegalStateException("the payers' fold sends no " + charge);
        };
    }

    private static String name(int sourcePartition, long sourceSequence) {
        return "charge " + sourceSequence + " of payers' partition " + sourcePartition;
    }

    /**
     * Compares what went from fold to fold, when both are verified. A refund that is not relayed yet is no difference.
     *
     * @param payers findings of the payers' partitions
     * @param providers findings of the providers' partitions, in their order
     */
    List<String> differences(List<PartitionFindings> payers, List<PartitionFindings> providers) {
        List<String> differences = new ArrayList<>();
        for (int p = 0; p < issued.length; p++) {
            for (int sequence = 1; sequence <= issued[p].count(); sequence++) {
                if (!issued[p].isFound(sequence)) {
                    differences.add(name(p, sequence) + " did not reach the providers' inputs");
                }
            }
        }
        for (PartitionFindings payer : payers) {
            for (Received each : payer.refundsReceived()) {
                ProviderRefundReceived refund = each.refund();
                Refund wanted = issued(providers, refund);
                Refund received = new Refund(refund.provider(), refund.payer(), refund.intentId(), refund.draws());
                if (!received.equals(wanted)) {
                    differences.add(payer.inputs() + " offset " + each.offset() + ": refund " + refund
                            + (wanted == null ? " was never issued by the providers' fold" : " is not " + wanted));
                }
            }
        }
        return differences;
    }

    private static @Nullable Refund issued(List<PartitionFindings> providers, ProviderRefundReceived refund) {
        int partition = refund.sourcePartition();
        return partition < 0 || partition >= providers.size()
                ? null
                : providers.get(partition).refundIssued(refund.sourceSequence());
    }
}
