package io.fluxledger.intake.guard;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.access.ApiKeys;

/** Who a request is counted for. */
@FunctionalInterface
public interface CallerIdentity {
    /** A stable name of the caller, never a secret: an API key's id, or the address that it calls from. */
    String of(HttpCall call);

    /** Callers by the address that they call from. */
    CallerIdentity BY_ADDRESS = HttpCall::remoteAddress;

    /** Callers by the key that they show; by the address where that is none. */
    static CallerIdentity byKey(ApiKeys keys) {
        return call -> keys.of(call).map(key -> "key " + key.id()).orElseGet(call::remoteAddress);
    }
}
