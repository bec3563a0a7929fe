package io.fluxledger.relayer.route;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A leg of a payout's route and how far it is.
 *
 * @param number its position among all legs that the payout has ever had; part of its commands' ids
 * @param plannedAtMs when it was decided
 * @param changedAtMs when its status was reached
 * @param transactionHash of its lock or payment, once that is final; 0x-hex
 * @param arrivalHash of the release or refund, once that is final; 0x-hex
 * @param reason why it failed
 * @param tokenOut what the provider got of another token, in its smallest unit
 */
public record RouteLeg(
        int number,
        Leg leg,
        Status status,
        long plannedAtMs,
        long changedAtMs,
        @Nullable String transactionHash,
        @Nullable String arrivalHash,
        @Nullable String reason,
        @Nullable BigInteger tokenOut) {
    /** Life of a leg. */
    public enum Status {
        /** Its turn has not come. */
        WAITING,
        /** Its command was given. */
        SENT,
        /** Its lock is final, the release is not; or its swap is final, and what it gave is not known yet. */
        LOCKED,
        /** Released on the other chain, for good. */
        RECEIVED,
        /** Given back by the bridge, for good. */
        REFUNDED,
        /** Its command had no effect. */
        FAILED,
        /** Given up before its turn came. */
        DROPPED,
        /** The provider has its money. */
        PAID
    }

    static RouteLeg planned(int number, Leg leg, long nowMs) {
        return new RouteLeg(number, leg, Status.WAITING, nowMs, nowMs, null, null, null, null);
    }

    RouteLeg now(Status next, long nowMs) {
        return new RouteLeg(number, leg, next, plannedAtMs, nowMs, transactionHash, arrivalHash, reason, tokenOut);
    }

    RouteLeg now(Status next, long nowMs, String hash) {
        return new RouteLeg(number, leg, next, plannedAtMs, nowMs, hash, arrivalHash, reason, tokenOut);
    }

    RouteLeg arrived(Status next, long nowMs, String hash) {
        return new RouteLeg(number, leg, next, plannedAtMs, nowMs, transactionHash, hash, reason, tokenOut);
    }

    RouteLeg failed(long nowMs, String why) {
        return new RouteLeg(
                number, leg, Status.FAILED, plannedAtMs, nowMs, transactionHash, arrivalHash, why, tokenOut);
    }

    RouteLeg gave(BigInteger amount) {
        return new RouteLeg(
                number, leg, status, plannedAtMs, changedAtMs, transactionHash, arrivalHash, reason, amount);
    }

    RouteLeg with(Leg changed) {
        return new RouteLeg(
                number, changed, status, plannedAtMs, changedAtMs, transactionHash, arrivalHash, reason, tokenOut);
    }

    /** Money may be on its way. */
    public boolean isInFlight() {
        return status == Status.SENT || status == Status.LOCKED;
    }
}
