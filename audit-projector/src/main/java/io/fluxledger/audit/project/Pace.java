package io.fluxledger.audit.project;

import java.time.Duration;

/** How long a projector rests after a transaction, so that others on the same processors and disks come first. */
@FunctionalInterface
public interface Pace {
    /** It never rests. */
    Pace FULL = worked -> Duration.ZERO;

    /** @param worked how long the transaction took */
    Duration rest(Duration worked);
}
