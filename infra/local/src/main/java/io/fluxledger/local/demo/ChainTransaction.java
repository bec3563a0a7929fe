package io.fluxledger.local.demo;

/**
 * A final transaction of the demo.
 *
 * @param name what it did, as the relayer's commands name it
 * @param account payer or provider that it concerns, 0x-address
 * @param subjectId intent, deposit, withdrawal or payout
 * @param amountMicros what it moved
 * @param feeMicros what of that was the fee
 */
record ChainTransaction(
        String name, long chainId, String account, String subjectId, long amountMicros, long feeMicros, String hash) {}
