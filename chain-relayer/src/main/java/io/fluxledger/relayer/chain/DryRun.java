package io.fluxledger.relayer.chain;

import java.math.BigInteger;

/** What a transaction would do now. */
sealed interface DryRun {
    record Passes(BigInteger gasLimit) implements DryRun {}

    record Reverts(String reason) implements DryRun {}
}
