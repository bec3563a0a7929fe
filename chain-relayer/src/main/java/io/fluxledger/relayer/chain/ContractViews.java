package io.fluxledger.relayer.chain;

import java.util.List;

/** Asks contracts of one chain. */
public interface ContractViews {
    /** What a contract answers now to each, 0x-hex. */
    List<String> views(String to, List<byte[]> calls) throws ChainUnavailableException;
}
