package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.relayer.plan.ChainContracts;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What treasuries have openly. Safe for use by several threads. */
public final class TreasuryView {
    private static final Logger LOG = LoggerFactory.getLogger(TreasuryView.class);
    private static final long UNKNOWN = -1;

    private final Map<Long, ChainContracts> chains;
    private final Map<Long, ChainView> views;

    /** Both by chain id. */
    public TreasuryView(Map<Long, ChainContracts> chains, Map<Long, ChainView> views) {
        this.chains = Map.copyOf(chains);
        this.views = Map.copyOf(views);
    }

    /** Micro-USDC of the treasury; negative when the chain does not answer. */
    public long micros(long chainId) {
        ChainContracts chain = chains.get(chainId);
        ChainView view = views.get(chainId);
        if (chain == null || view == null) {
            return UNKNOWN;
        }
        try {
            return UsdcAbi.decodeAmount(view.call(chain.usdc(), UsdcAbi.balanceOf(chain.treasury())));
        } catch (ChainUnavailableException e) {
            LOG.debug("The treasury of chain {} is not known now", chainId, e);
            return UNKNOWN;
        }
    }
}
