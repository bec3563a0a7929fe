package io.fluxledger.relayer.watch;

import org.jspecify.annotations.Nullable;

/**
 * USDC that a treasury received. Addresses and hashes are 0x-hex in lower case.
 *
 * @param from whose balance it was
 * @param authorizationNonce nonce of the EIP-3009 authorization that moved it; null where there was none
 * @param logIndex of the transfer in its block
 */
public record ReceivedTransfer(
        String from,
        long amountMicros,
        @Nullable String authorizationNonce,
        String transactionHash,
        long blockNumber,
        long logIndex) {}
