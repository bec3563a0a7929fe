package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.ChainCommand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which commands have the treasury's open USDC for themselves: a dry run passes for each of two that there is enough for only one of, and
 * the second would then fail on chain and be given back. For one thread.
 */
final class TreasuryClaims {
    /** What became of one may have been missed. */
    private static final long KEPT_MS = 600_000;

    private record Claim(long amountMicros, long atMs) {}

    private final String usdc;
    private final String treasury;
    private final Map<String, Claim> claims = new HashMap<>();

    /** Both 0x-hex. */
    TreasuryClaims(String usdc, String treasury) {
        this.usdc = usdc;
        this.treasury = treasury;
    }

    /** Whether the treasury has what the command needs beside what others have claimed; then it is claimed. */
    boolean claim(ContractViews node, ChainCommand command, long nowMs) throws ChainUnavailableException {
        claims.values().removeIf(claim -> nowMs - claim.atMs() >= KEPT_MS);
        if (claims.containsKey(command.getCommandId())) {
            return true;
        }
        long hasMicros = UsdcAbi.decodeAmount(
                node.views(usdc, List.of(UsdcAbi.balanceOf(treasury))).getFirst());
        long claimedMicros =
                claims.values().stream().mapToLong(Claim::amountMicros).sum();
        if (command.getAmountMicros() > hasMicros - claimedMicros) {
            return false;
        }
        claims.put(command.getCommandId(), new Claim(command.getAmountMicros(), nowMs));
        return true;
    }

    /** It is mined, or will not be sent now. */
    void release(String commandId) {
        claims.remove(commandId);
    }
}
