package io.fluxledger.rules;

/**
 * What a provider used a nonce for: a registration or a refund, whose contents differ in length.
 *
 * @param content fingerprint of what the provider signed
 * @param line partition sequence of the line that it led to
 */
public record NonceUse(Address provider, Bytes32 nonce, Fingerprint content, long line) {}
