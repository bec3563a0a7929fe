package io.fluxledger.intake.page;

import io.fluxledger.runtime.ChainsFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client must know of a deployment in order to sign for it. All of it stands on chain; nothing here is secret. */
final class Deployment {
    private static final int USDC_DECIMALS = 6;

    private Deployment() {}

    /** As JSON: the domain of the ledger's own messages, and each chain with its token and treasury. */
    static Map<String, Object> json(ChainsFile chains) {
        ChainsFile.Domain own = chains.domain();
        Map<String, Object> domain = new LinkedHashMap<>();
        domain.put("name", own.name());
        domain.put("version", own.version());
        domain.put("chainId", own.chainId());
        domain.put("verifyingContract", own.verifyingContract());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("homeChainId", chains.homeChainId());
        body.put("domain", domain);
        List<Map<String, Object>> all =
                chains.chains().stream().map(Deployment::chain).toList();
        body.put("chains", all);
        return body;
    }

    // Addresses of nodes stay here: they may have keys in them.
    private static Map<String, Object> chain(ChainsFile.Chain chain) {
        Map<String, Object> usdc = new LinkedHashMap<>();
        usdc.put("address", chain.usdc());
        usdc.put("name", chain.usdcName());
        usdc.put("version", chain.usdcVersion());
        usdc.put("decimals", USDC_DECIMALS);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("chainId", chain.chainId());
        body.put("name", chain.name());
        body.put("confirmations", chain.confirmations());
        body.put("treasury", chain.treasury());
        body.put("usdc", usdc);
        return body;
    }
}
