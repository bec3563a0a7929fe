package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.access.Callers;

/** Who a request is counted for. */
@FunctionalInterface
public interface CallerIdentity {
    /** A stable name of the caller, never a secret: the id of a key, a token's subject, or the address that it calls from. */
    String of(HttpCall call);

    /** Callers by the address that they call from. */
    CallerIdentity BY_ADDRESS = HttpCall::remoteAddress;

    /** Callers by the key or token that they show; by the address where that is none. */
    static CallerIdentity byKey(Callers callers) {
        return call -> callers.of(call).map(caller -> "key " + caller.id()).orElseGet(call::remoteAddress);
    }
}
