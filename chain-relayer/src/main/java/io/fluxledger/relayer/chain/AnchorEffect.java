package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.FluxPayAuditAbi;
import io.fluxledger.contracts.FluxPayAuditAbi.RootAnchored;
import io.fluxledger.events.ChainCommand;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.utils.Numeric;

/** What anchoring a root leaves in the logs. */
final class AnchorEffect {
    private static final int SELECTOR = 4;
    private static final int WORD = 32;

    private AnchorEffect() {}

    /** Empty when the trail did not say that it anchored the command's root. */
    static Optional<CommandEffects.Effect> of(ChainCommand command, List<Log> logs) {
        ByteBuffer data = command.getData().duplicate();
        byte[] root = new byte[WORD];
        data.position(data.position() + SELECTOR).get(root);
        String anchored = "0x" + HexFormat.of().formatHex(root);
        return FluxPayAuditAbi.events(Numeric.toHexString(command.getTo().bytes()), logs).stream()
                .filter(event ->
                        event instanceof RootAnchored found && found.root().equals(anchored))
                .findFirst()
                .map(event -> new CommandEffects.Effect(0, 0));
    }
}
