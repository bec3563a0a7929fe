package io.fluxledger.bench.payouts;

import io.fluxledger.bench.stream.LedgerServers;
import io.fluxledger.contracts.DeployedContracts;
import io.fluxledger.prover.ProverSettings;
import io.fluxledger.relayer.Relayer;
import io.fluxledger.relayer.config.LaneWatch;
import io.fluxledger.relayer.config.PrivateConfig;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.keys.KeyRoles;
import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.SigningPolicy;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.proofs.ProverKey;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/**
 * A relayer that pays batches by encrypted transfers, with the intervals and the signing policies that it is shipped with.
 *
 * @param payouts wallet of the payout account
 * @param portionMicros what the reserve is filled by at a time
 */
record PrivateRelayer(
        PayoutChain chain, Credentials payouts, ProverKey key, ProverSettings prover, long portionMicros) {
    /** Blocks that make a payout final, its own included. */
    static final int CONFIRMATIONS = 2;

    private static final BigInteger FEE_CAP_WEI = BigInteger.TEN.pow(12);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration REBROADCAST_AFTER = Duration.ofSeconds(5);
    private static final Duration BUMP_AFTER = Duration.ofSeconds(30);
    private static final int BUMP_PERCENT = 12;
    private static final int MAX_IN_FLIGHT = 256;
    private static final int KEY_HEX_DIGITS = 64;
    private static final Duration RESERVE_INTERVAL = Duration.ofSeconds(1);

    Relayer start(LedgerServers servers, LedgerServers.Broker broker) {
        ChainContracts on = contracts();
        EncryptedToken token = token();
        List<ChainsFile.Chain> chains = List.of(described(on));
        return new Relayer(
                new RelayerConfig(
                        broker.bootstrap(),
                        servers.registryUrl(),
                        "bench",
                        List.of(new RelayerChain(List.of(chain.rpcUrl()), CONFIRMATIONS, on, FEE_CAP_WEI)),
                        POLL,
                        MAX_IN_FLIGHT,
                        REBROADCAST_AFTER,
                        BUMP_AFTER,
                        BUMP_PERCENT,
                        LaneWatch.standard()),
                Optional.empty(),
                signer(chain.treasury, KeyRoles.treasury(chains, SigningPolicy.Caps.NONE)),
                signer(chain.operator, KeyRoles.operator(chains, SigningPolicy.Caps.NONE)),
                Optional.of(new PrivateConfig(
                        List.of(token),
                        signer(payouts, KeyRoles.payouts(chains, List.of(token), SigningPolicy.Caps.NONE)),
                        prover,
                        key,
                        RESERVE_INTERVAL)),
                Clock.systemUTC());
    }

    /** Who has no key registered is paid openly, as in most deployments: so the planner asks for every provider's. */
    private EncryptedToken token() {
        return new EncryptedToken(
                PayoutChain.CHAIN_ID,
                chain.contracts.registrar(),
                chain.contracts.encryptedErc(),
                address(payouts),
                portionMicros,
                true);
    }

    private ChainContracts contracts() {
        DeployedContracts deployed = chain.deployed;
        return new ChainContracts(
                PayoutChain.CHAIN_ID,
                deployed.usdc(),
                deployed.escrow(),
                deployed.collector(),
                deployed.audit(),
                address(chain.treasury),
                address(chain.operator),
                new Eip712Domain(
                        deployed.usdcName(),
                        deployed.usdcVersion(),
                        PayoutChain.CHAIN_ID,
                        EthAddress.parse(deployed.usdc())));
    }

    private ChainsFile.Chain described(ChainContracts on) {
        return new ChainsFile.Chain(
                on.chainId(),
                "bench",
                chain.rpcUrl(),
                on.usdc(),
                chain.deployed.usdcName(),
                chain.deployed.usdcVersion(),
                on.escrow(),
                on.collector(),
                on.audit(),
                on.treasury(),
                on.operator(),
                CONFIRMATIONS - 1);
    }

    private TransactionSigner signer(Credentials wallet, SigningPolicy policy) {
        return new TransactionSigner(
                new LocalKey(PrivateKey.fromHex(Numeric.toHexStringWithPrefixZeroPadded(
                        wallet.getEcKeyPair().getPrivateKey(), KEY_HEX_DIGITS))),
                policy,
                Map.of(PayoutChain.CHAIN_ID, EthAddress.parse(chain.usdc)),
                Clock.systemUTC());
    }

    private static String address(Credentials wallet) {
        return wallet.getAddress().toLowerCase(Locale.ROOT);
    }
}
