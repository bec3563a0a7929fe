package io.fluxledger.rules;

/** A balance of an account on one chain, nano-USDC. */
public record SubBalance(AccountType account, long chainId, long amountNanos) {}
