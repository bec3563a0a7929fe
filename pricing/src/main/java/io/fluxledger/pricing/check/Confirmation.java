package io.fluxledger.pricing.check;

/** What a second look at the upstream, by the id of the generation, gave. */
public sealed interface Confirmation {
    /** Nobody looked: the deployment does not ask for it. */
    record NotAsked() implements Confirmation {}

    /**
     * The upstream knows the generation.
     *
     * @param model that the upstream says it used
     */
    record Confirmed(String model, UpstreamUsage usage) implements Confirmation {}

    /** The upstream could not or would not say. */
    record Unconfirmed(String why) implements Confirmation {}
}
