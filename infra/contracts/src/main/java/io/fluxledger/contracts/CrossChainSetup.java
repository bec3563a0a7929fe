package io.fluxledger.contracts;

import java.math.BigInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.Credentials;

/** Gives the bridge its attesters, routes and liquidity, and the swap pool its reserves, each where it is missing. */
final class CrossChainSetup {
    private static final Logger LOG = LoggerFactory.getLogger(CrossChainSetup.class);

    static final String TOKEN_NAME = "Development Euro";
    static final int POOL_FEE_BPS = 30;
    /** A euro costs 1.08 USDC at first. */
    private static final BigInteger POOL_USDC = BigInteger.valueOf(1_080_000_000_000L);

    private static final BigInteger POOL_TOKENS = BigInteger.valueOf(100_000_000_000_000L);

    private final DevelopmentChain chain;
    private final Credentials owner;
    private final String usdc;

    CrossChainSetup(DevelopmentChain chain, Credentials owner, String usdc) {
        this.chain = chain;
        this.owner = owner;
        this.usdc = usdc;
    }

    /** @param guardian may pause */
    void bridge(String bridge, BridgeSetup setup, String guardian) {
        if (TokenAbi.decodeAmount(chain.call(null, bridge, FluxBridgeAbi.threshold()))
                        .signum()
                > 0) {
            return;
        }
        send(bridge, FluxBridgeAbi.setGuardian(guardian));
        send(usdc, UsdcAbi.mint(bridge, setup.liquidityMicros()));
        send(bridge, FluxBridgeAbi.setAttesters(setup.attesters(), setup.threshold()));
        LOG.info(
                "Bridge {} has {} attesters, {} must sign",
                bridge,
                setup.attesters().size(),
                setup.threshold());
    }

    void pool(String pool, String token) {
        if (TokenAbi.decodeAmount(chain.call(null, pool, SwapPoolAbi.reserve0()))
                        .signum()
                > 0) {
            return;
        }
        String self = owner.getAddress();
        send(usdc, UsdcAbi.mint(self, POOL_USDC.longValueExact()));
        send(token, TokenAbi.mint(self, POOL_TOKENS));
        send(usdc, TokenAbi.approve(pool, POOL_USDC));
        send(token, TokenAbi.approve(pool, POOL_TOKENS));
        send(pool, SwapPoolAbi.addLiquidity(POOL_USDC, POOL_TOKENS));
    }

    /** Opens the way of USDC to another chain. */
    void connect(String bridge, BridgeSetup setup, DeployedContracts remote) {
        long remoteId = remote.chainId();
        String peer = Words.of(chain.call(null, bridge, FluxBridgeAbi.peers(remoteId)))
                .address(0);
        if (!peer.equals(remote.bridge())) {
            send(bridge, FluxBridgeAbi.setPeer(remoteId, remote.bridge()));
        }
        FluxBridgeAbi.Route wanted = setup.routeTo(remote.usdc());
        if (!wanted.equals(FluxBridgeAbi.decodeRoute(chain.call(null, bridge, FluxBridgeAbi.routes(usdc, remoteId))))) {
            send(bridge, FluxBridgeAbi.setRoute(usdc, remoteId, wanted));
        }
    }

    private void send(String to, byte[] data) {
        chain.transact(owner, to, data);
    }
}
