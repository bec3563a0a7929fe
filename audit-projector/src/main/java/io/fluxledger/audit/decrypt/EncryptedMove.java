package io.fluxledger.audit.decrypt;

import org.jspecify.annotations.Nullable;

/**
 * An event of an encrypted token, decrypted. Addresses and hashes are lower-case 0x-hex.
 *
 * @param amountMicros null when it cannot be decrypted with the auditor's key
 * @param problem why not; null when it can
 */
record EncryptedMove(
        String transactionHash,
        int logIndex,
        long blockNumber,
        Kind kind,
        String sender,
        @Nullable String recipient,
        @Nullable Long amountMicros,
        @Nullable String problem) {
    enum Kind {
        TRANSFER,
        DEPOSIT,
        WITHDRAWAL
    }
}
