package io.fluxledger.relayer.send;

/** What a node said of signed bytes. Only receipts tell whether they were mined. */
public enum SendAnswer {
    /** It took them, or had them already. */
    POOLED,
    /** Another transaction of that nonce is offered more, or the pool wants more. */
    UNDERPRICED,
    /** The signer cannot pay for the gas. Nobody has the bytes. */
    NO_FUNDS,
    /** They break the chain's rules, for example by their gas limit. Nobody has the bytes. */
    INVALID,
    /** Anything else, also "nonce too low". It may have them all the same. */
    UNCLEAR
}
