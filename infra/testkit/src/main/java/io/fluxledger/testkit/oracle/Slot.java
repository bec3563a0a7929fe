package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import org.jspecify.annotations.Nullable;

/** Where an amount stands; the owner is null for system accounts. */
public record Slot(AccountType account, @Nullable Address owner, long chainId) {
    @Override
    public String toString() {
        return account + (owner == null ? "" : Show.value(owner)) + "/" + chainId;
    }
}
