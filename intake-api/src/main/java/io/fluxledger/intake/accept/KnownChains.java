package io.fluxledger.intake.accept;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The deployment's chains with their addresses parsed once. */
final class KnownChains {
    /** What acceptance needs of a chain. */
    record Known(
            long chainId,
            EthAddress usdc,
            Eip712Domain token,
            EthAddress escrow,
            EthAddress collector,
            EthAddress treasury,
            EthAddress operator) {}

    private final Map<Long, Known> chains;

    KnownChains(ChainsFile file) {
        chains = file.chains().stream()
                .map(KnownChains::known)
                .collect(Collectors.toUnmodifiableMap(Known::chainId, Function.identity()));
    }

    Known require(long chainId, String field) {
        Known chain = chains.get(chainId);
        if (chain == null) {
            throw Refusal.UNKNOWN_CHAIN.at(
                    field,
                    "must be one of "
                            + chains.keySet().stream()
                                    .sorted()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", ")));
        }
        return chain;
    }

    private static Known known(ChainsFile.Chain chain) {
        EthAddress usdc = EthAddress.parse(chain.usdc());
        return new Known(
                chain.chainId(),
                usdc,
                new Eip712Domain(chain.usdcName(), chain.usdcVersion(), chain.chainId(), usdc),
                EthAddress.parse(chain.escrow()),
                EthAddress.parse(chain.collector()),
                EthAddress.parse(chain.treasury()),
                EthAddress.parse(chain.operator()));
    }
}
