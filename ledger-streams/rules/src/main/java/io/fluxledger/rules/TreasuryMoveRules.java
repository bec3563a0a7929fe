package io.fluxledger.rules;

import static io.fluxledger.rules.PayerDecisions.NANOS_PER_MICRO;
import static io.fluxledger.rules.PayerDecisions.already;
import static io.fluxledger.rules.PayerDecisions.isId;
import static io.fluxledger.rules.PayerDecisions.isMicros;
import static io.fluxledger.rules.PayerDecisions.reject;

import io.fluxledger.rules.Decision.Accepted;
import io.fluxledger.rules.LedgerEntry.TreasuryMoved;
import io.fluxledger.rules.ProviderInput.TreasuryMoveConfirmed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves between treasuries: what payments across chains have left one treasury owing another is made good. */
final class TreasuryMoveRules {
    private TreasuryMoveRules() {}

    static Decision decide(ProviderDecisions at, TreasuryMoveConfirmed in) {
        if (!isId(in.moveId())) {
            return reject(RejectionReason.INVALID_ID);
        }
        if (!isMicros(in.sentMicros()) || in.feeMicros() < 0 || in.feeMicros() >= in.sentMicros()) {
            return reject(RejectionReason.INVALID_AMOUNT);
        }
        if (in.fromChainId() == in.toChainId()) {
            return reject(RejectionReason.UNEXPECTED_INPUT);
        }
        TreasuryMove known = at.state().move(in.provider(), in.moveId());
        if (known != null && known.status() != TreasuryMove.Status.REVOKED && !isSame(known, in)) {
            return reject(RejectionReason.MOVE_WITH_DIFFERENT_CONTENT);
        }
        return switch (in.status()) {
            case SUBMITTED -> sent(known, in);
            case FINAL -> closed(known, in, TreasuryMove.Status.RECEIVED, received(in, 1));
            case RETURNED -> closed(known, in, TreasuryMove.Status.RETURNED, sent(in, -1));
            case REVOKED -> revoked(known, in);
        };
    }

    private static boolean isSame(TreasuryMove known, TreasuryMoveConfirmed in) {
        return known.fromChainId() == in.fromChainId()
                && known.toChainId() == in.toChainId()
                && known.sentMicros() == in.sentMicros()
                && known.feeMicros() == in.feeMicros();
    }

    private static Decision sent(@Nullable TreasuryMove known, TreasuryMoveConfirmed in) {
        return known == null || known.status() == TreasuryMove.Status.REVOKED
                ? accepted(in, sent(in, 1))
                : already(known.line());
    }

    private static Decision closed(
            @Nullable TreasuryMove known,
            TreasuryMoveConfirmed in,
            TreasuryMove.Status wanted,
            List<Posting> postings) {
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_MOVE);
        }
        if (known.status() == wanted) {
            return already(known.line());
        }
        return known.status() == TreasuryMove.Status.SENT
                ? accepted(in, postings)
                : reject(RejectionReason.MOVE_ALREADY_CLOSED);
    }

    private static Decision revoked(@Nullable TreasuryMove known, TreasuryMoveConfirmed in) {
        if (known == null) {
            return reject(RejectionReason.UNKNOWN_MOVE);
        }
        return switch (known.status()) {
            case SENT -> accepted(in, sent(in, -1));
            case RECEIVED -> accepted(in, received(in, -1));
            case RETURNED -> accepted(in, sent(in, 1));
            case REVOKED -> already(known.line());
        };
    }

    private static Accepted accepted(TreasuryMoveConfirmed in, List<Posting> postings) {
        return new Accepted(
                List.of(new TreasuryMoved(
                        in.moveId(),
                        in.status(),
                        in.fromChainId(),
                        in.toChainId(),
                        in.sentMicros(),
                        in.feeMicros(),
                        in.transactionHash())),
                postings);
    }

    private static List<Posting> sent(TreasuryMoveConfirmed in, int sign) {
        long sentNanos = sign * in.sentMicros() * NANOS_PER_MICRO;
        long feeNanos = sign * in.feeMicros() * NANOS_PER_MICRO;
        Posting left = ProviderDecisions.system(AccountType.TREASURY, in.fromChainId(), sentNanos);
        Posting underway = ProviderDecisions.system(AccountType.IN_BRIDGE, in.fromChainId(), feeNanos - sentNanos);
        return feeNanos == 0
                ? List.of(left, underway)
                : List.of(
                        left, underway, ProviderDecisions.system(AccountType.CHAIN_COSTS, in.fromChainId(), -feeNanos));
    }

    private static List<Posting> received(TreasuryMoveConfirmed in, int sign) {
        long nanos = sign * (in.sentMicros() - in.feeMicros()) * NANOS_PER_MICRO;
        return List.of(
                ProviderDecisions.system(AccountType.IN_BRIDGE, in.fromChainId(), nanos),
                ProviderDecisions.system(AccountType.TRANSIT, in.fromChainId(), -nanos),
                ProviderDecisions.system(AccountType.TRANSIT, in.toChainId(), nanos),
                ProviderDecisions.system(AccountType.TREASURY, in.toChainId(), -nanos));
    }
}
