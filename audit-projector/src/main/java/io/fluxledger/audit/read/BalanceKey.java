package io.fluxledger.audit.read;

import org.jspecify.annotations.Nullable;

/**
 * An account whose balance is kept.
 *
 * @param owner payer or provider, null for system accounts
 */
public record BalanceKey(String accountType, @Nullable String owner, long chainId) {}
