package io.fluxledger.intake.x402;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;

/** A chain that payers may pay on. */
record PayChain(ChainsFile.Chain chain, EthAddress usdc, EthAddress treasury, Eip712Domain token) {
    private static final String NAMESPACE = "eip155:";

    static PayChain of(ChainsFile.Chain chain) {
        EthAddress usdc = EthAddress.parse(chain.usdc());
        return new PayChain(
                chain,
                usdc,
                EthAddress.parse(chain.treasury()),
                new Eip712Domain(chain.usdcName(), chain.usdcVersion(), chain.chainId(), usdc));
    }

    long chainId() {
        return chain.chainId();
    }

    /** CAIP-2 name. */
    String network() {
        return network(chainId());
    }

    static String network(long chainId) {
        return NAMESPACE + chainId;
    }
}
