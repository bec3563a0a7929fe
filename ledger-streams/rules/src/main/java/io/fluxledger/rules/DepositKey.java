package io.fluxledger.rules;

/** Identity of a deposit beside its payer: never the transaction hash, which a rebroadcast may change. */
public record DepositKey(long chainId, Address token, Bytes32 nonce) {}
