package io.fluxledger.contracts;

import java.net.URI;
import java.nio.file.Path;
import org.web3j.crypto.Credentials;

/**
 * What the eERC-20 contracts are set up from on a development chain.
 *
 * @param deployer key that is used for nothing else: contract addresses follow from its first nonces
 * @param owner 0x-address that names the auditor
 * @param verificationKeys directory with {@code registration.json}, {@code transfer.json} and {@code withdraw.json}, as snarkjs exports
 *     verification keys
 * @param decimals of the encrypted amounts
 */
public record EercSetup(
        URI rpcUrl, long chainId, Credentials deployer, String owner, Path verificationKeys, int decimals) {}
