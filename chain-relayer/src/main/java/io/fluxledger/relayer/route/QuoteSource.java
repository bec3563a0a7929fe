package io.fluxledger.relayer.route;

/** Knows what bridges, pools and chains ask for. */
public interface QuoteSource {
    /** The newest answers of all chains; one that has not answered for a while is down. Does not wait. */
    Outlook look(long nowMs);

    /** True when every chain has been asked once. */
    boolean isComplete();
}
