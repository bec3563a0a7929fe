package io.fluxledger.relayer;

import io.fluxledger.relayer.config.LaneWatch;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.keys.KeyRoles;
import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.SigningPolicy;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import io.fluxledger.testkit.TestRegistry;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/** A relayer on the chains that tests share. */
record RelayerOfTests(TestChains chains, String bootstrap) {
    Relayer start() {
        return start(Duration.ofSeconds(3), Duration.ofSeconds(30));
    }

    /**
     * @param rebroadcastAfter the same bytes are sent again after that time
     * @param bumpAfter fees are raised after that time
     */
    Relayer start(Duration rebroadcastAfter, Duration bumpAfter) {
        List<ChainsFile.Chain> file = ChainsFile.read(chains.chainsFile()).chains();
        return new Relayer(
                config(rebroadcastAfter, bumpAfter),
                signer(chains.treasury(), KeyRoles.treasury(file, SigningPolicy.Caps.NONE)),
                signer(chains.operator(), KeyRoles.operator(file, SigningPolicy.Caps.NONE)),
                Clock.systemUTC());
    }

    String treasury() {
        return chains.treasury().getAddress().toLowerCase(Locale.ROOT);
    }

    String operator() {
        return chains.operator().getAddress().toLowerCase(Locale.ROOT);
    }

    private RelayerConfig config(Duration rebroadcastAfter, Duration bumpAfter) {
        return new RelayerConfig(
                bootstrap,
                TestRegistry.shared().url(),
                "test",
                chains.all().stream().map(this::chain).toList(),
                Duration.ofMillis(100),
                16,
                rebroadcastAfter,
                bumpAfter,
                12,
                LaneWatch.standard());
    }

    private RelayerChain chain(TestChain chain) {
        return new RelayerChain(
                List.of(chain.rpcUrl()),
                TestChains.CONFIRMATIONS,
                new ChainContracts(
                        chain.chainId(),
                        chain.contracts().usdc(),
                        chain.contracts().escrow(),
                        chain.contracts().collector(),
                        chain.contracts().audit(),
                        treasury(),
                        operator(),
                        new Eip712Domain(
                                chain.contracts().usdcName(),
                                chain.contracts().usdcVersion(),
                                chain.chainId(),
                                EthAddress.parse(chain.contracts().usdc()))),
                BigInteger.TEN.pow(12));
    }

    private TransactionSigner signer(Credentials credentials, SigningPolicy policy) {
        PrivateKey key = PrivateKey.fromHex(Numeric.toHexStringWithPrefixZeroPadded(
                credentials.getEcKeyPair().getPrivateKey(), 64));
        Map<Long, EthAddress> usdc = chains.all().stream()
                .collect(Collectors.toMap(
                        TestChain::chainId,
                        chain -> EthAddress.parse(chain.contracts().usdc())));
        return new TransactionSigner(new LocalKey(key), policy, usdc, Clock.systemUTC());
    }
}
