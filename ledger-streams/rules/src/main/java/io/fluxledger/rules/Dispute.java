package io.fluxledger.rules;

/**
 * A payer's dispute, one per settlement.
 *
 * @param settled partition sequence of the line that settled the intent
 * @param nonceKey of the payer's nonce
 * @param content fingerprint of what the payer signed
 * @param line partition sequence of the line that opened it
 */
public record Dispute(Address payer, String intentId, long settled, long nonceKey, Fingerprint content, long line) {}
