package io.fluxledger.local.stack;

import java.util.function.Supplier;

/** A time in which a stack's servers run and none of its services do. */
public final class StackPause {
    private StackPause() {}

    /**
     * Stops the services, does something, and starts them again whatever came of it.
     *
     * @return what was done
     */
    public static <T> T during(StackDirectory directory, Report report, Supplier<T> work) {
        StackSettings settings = StackState.require(directory).settings();
        int stopped = StackStopper.stopServices(directory, report);
        try {
            return work.get();
        } finally {
            if (stopped > 0) {
                StackStarter.start(directory, settings, report);
            }
        }
    }
}
