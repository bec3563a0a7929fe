package io.fluxledger.prover.account;

import io.fluxledger.contracts.EercAbi;

/** An event of an encrypted token and where it was logged. The hash is lower-case 0x-hex. */
public record LoggedEvent(String transactionHash, long blockNumber, int logIndex, EercAbi.Event event) {}
