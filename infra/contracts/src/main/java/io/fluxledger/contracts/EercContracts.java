package io.fluxledger.contracts;

/**
 * A deployment of the eERC-20 contracts. Addresses are lower-case 0x-hex; they are configuration, so any deployment of the published
 * interface can be named.
 *
 * @param registrar where accounts register their encryption keys
 * @param encryptedErc the encrypted token
 */
public record EercContracts(String registrar, String encryptedErc) {}
