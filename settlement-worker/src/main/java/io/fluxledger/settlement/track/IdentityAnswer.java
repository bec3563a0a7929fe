package io.fluxledger.settlement.track;

/** What became of a message about a provider's identity check. */
public enum IdentityAnswer {
    /** It is the provider's status from now on. */
    TAKEN,
    /** It was taken before. */
    REPEATED,
    /** Another message with a later time was taken before; kept, without effect. */
    SUPERSEDED,
    /** Its id was used for another message. */
    OTHER_CONTENT
}
