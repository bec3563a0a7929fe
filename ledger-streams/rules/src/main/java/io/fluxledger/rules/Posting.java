package io.fluxledger.rules;

import org.jspecify.annotations.Nullable;

/**
 * One side of a double entry.
 *
 * @param owner payer or provider of an owned account, null for system accounts
 * @param amountNanos signed nano-USDC
 */
public record Posting(AccountType account, @Nullable Address owner, long chainId, long amountNanos) {}
