package io.fluxledger.settlement.track;

/** What became of an operator's order to send a message again. */
public enum ReplayAnswer {
    /** It is sent again. */
    TAKEN,
    /** The order was taken before. */
    REPEATED,
    /** It is waiting to be sent anyway. */
    WAITING,
    /** There is no such message. */
    UNKNOWN
}
