package io.fluxledger.relayer;

import io.fluxledger.prover.Prover;
import io.fluxledger.relayer.chain.ChainView;
import io.fluxledger.relayer.chain.CommandSender;
import io.fluxledger.relayer.chain.EvmNode;
import io.fluxledger.relayer.chain.PrivateCalls;
import io.fluxledger.relayer.chain.RegistrarView;
import io.fluxledger.relayer.chain.TreasuryView;
import io.fluxledger.relayer.config.PrivateConfig;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.plan.PrivatePayouts;
import io.fluxledger.relayer.proofs.ProofsAhead;
import io.fluxledger.relayer.proofs.ProverProofs;
import io.fluxledger.relayer.publish.KafkaClients;
import io.fluxledger.relayer.publish.ReserveKeeper;
import io.fluxledger.relayer.reserve.Reserve;
import io.fluxledger.relayer.reserve.ReserveCommands;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.signatures.EthAddress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Everything that pays privately: the prover, the proofs of each chain's payout account, and the reserves. */
final class PrivateService implements AutoCloseable {
    private final PrivateConfig config;
    private final Prover prover;
    private final Map<Long, EncryptedToken> tokens = new HashMap<>();
    private final Map<Long, ChainView> views = new HashMap<>();
    private final List<ProofsAhead> proofs = new ArrayList<>();
    private final RegistrarView registrars;
    private final PrivatePayouts payouts;
    private final ReserveKeeper keeper;
    private final Clock clock;

    /** @throws IllegalArgumentException when the key does not belong to a chain's payout account */
    PrivateService(KafkaClients clients, RelayerConfig relayer, PrivateConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.prover = new Prover(config.prover());
        List<ReserveCommands> reserves = new ArrayList<>();
        Map<Long, ChainContracts> contracts = new HashMap<>();
        for (EncryptedToken token : config.tokens()) {
            if (!config.signer().address().equals(EthAddress.parse(token.payoutAccount()))) {
                throw new IllegalArgumentException("The payouts key is that of %s, chain %d names %s"
                        .formatted(config.signer().address(), token.chainId(), token.payoutAccount()));
            }
            RelayerChain chain = relayer.chains().stream()
                    .filter(each -> each.contracts().chainId() == token.chainId())
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("No chain " + token.chainId()));
            tokens.put(token.chainId(), token);
            contracts.put(token.chainId(), chain.contracts());
            views.put(token.chainId(), new ChainView(chain.rpcUrls(), token.chainId(), chain.confirmations()));
            reserves.add(new ReserveCommands(token, chain.contracts()));
        }
        this.registrars = new RegistrarView(tokens, views);
        this.payouts = new PrivatePayouts(tokens, registrars);
        this.keeper = new ReserveKeeper(
                clients, reserves, new TreasuryView(contracts, views)::micros, clock, config.interval());
    }

    PrivatePayouts payouts() {
        return payouts;
    }

    ReserveKeeper keeper() {
        return keeper;
    }

    boolean isOn(long chainId) {
        return tokens.containsKey(chainId);
    }

    String payoutAccount() {
        return config.signer().address().toString();
    }

    /** For the lane of the payout account on a chain that has one. */
    CommandSender sender(EvmNode node, ChainContracts on) {
        EncryptedToken token = tokens.get(on.chainId());
        if (token == null) {
            throw new IllegalArgumentException("Chain " + on.chainId() + " has no encrypted token");
        }
        ProofsAhead ahead = new ProofsAhead(new ProverProofs(prover, config.key()));
        proofs.add(ahead);
        return new CommandSender(
                node, config.signer(), on.usdcDomain(), clock, new PrivateCalls(token, on.usdc(), ahead));
    }

    /** What each chain's reserve holds and owes, micro-USDC; nothing where another relayer keeps the reserves. */
    void meter(MeterRegistry registry) {
        for (long chainId : tokens.keySet()) {
            gauge(registry, chainId, "encrypted", Reserve.Holdings::encryptedMicros);
            gauge(registry, chainId, "plain", Reserve.Holdings::plainMicros);
            gauge(registry, chainId, "owed", Reserve.Holdings::owedMicros);
        }
    }

    private void gauge(MeterRegistry registry, long chainId, String part, ToLongFunction<Reserve.Holdings> micros) {
        Gauge.builder("fluxledger.relayer.reserve.micros", keeper, running -> {
                    Reserve.Holdings holdings = running.holdings().get(chainId);
                    return holdings == null ? Double.NaN : micros.applyAsLong(holdings);
                })
                .description("Encrypted and open micro-USDC of the payout account, and what payouts are owed of it")
                .tag("chain", Long.toString(chainId))
                .tag("part", part)
                .register(registry);
    }

    /** After the lanes have ended. */
    @Override
    public void close() {
        proofs.forEach(ProofsAhead::close);
        prover.close();
        registrars.close();
        views.values().forEach(ChainView::close);
    }
}
