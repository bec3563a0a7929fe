package io.fluxledger.relayer.simulate;

/** The lane's process died here. */
final class SimulatedCrashException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulatedCrashException() {
        super("crash", null, false, false);
    }
}
