package io.fluxledger.relayer.send;

/** Something about a lane that a person must look at. */
public record LaneAlarm(Kind kind, String detail) {
    public enum Kind {
        /** The signer will soon be unable to pay for gas. */
        LOW_GAS_BALANCE,
        /** The next transaction has not been mined for too long. */
        STUCK,
        /** A command waits too long for a proof, a recipient's key, or money that its account lacks. */
        WAITING,
        /** The key's policy or its signer refuses; nothing new is sent. */
        NOT_SIGNED,
        /** The chain asks for more than the fee cap; everything waits. */
        FEE_CAP,
        /** The node shows an older head than was seen before; nothing is done on it. */
        HEAD_BEHIND,
        /** The chain has lost transactions that were watched no more. */
        LOST_HISTORY,
        /** A command that was announced as failed has taken effect after a reorganisation. */
        CONTRADICTION,
        /** Commands of a lane that no chain and key are configured for any more; they wait until there are. */
        NOT_CONFIGURED
    }
}
