package io.fluxledger.relayer.simulate;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A command and how the chain takes it.
 *
 * @param revertsFromS block time from which on it reverts; never when {@link Long#MAX_VALUE}
 * @param dryRunLies the dry run passes though it reverts
 * @param openToOthers anybody may execute it, and it takes effect once only
 */
record SimulatedCommand(ChainCommand command, long revertsFromS, boolean dryRunLies, boolean openToOthers) {
    static ChainCommand command(String id, @Nullable String dependsOn, long notAfterS) {
        return ChainCommand.newBuilder()
                .setCommandId(id)
                .setKind(CommandKind.PAYOUT)
                .setChainId(43_114)
                .setSigner(new Address20(new byte[20]))
                .setAccount(new Address20(new byte[20]))
                .setSubjectId("subject")
                .setTo(new Address20(new byte[20]))
                .setData(ByteBuffer.allocate(0))
                .setAmountMicros(5)
                .setDependsOn(dependsOn)
                .setNotAfterS(notAfterS)
                .build();
    }

    String id() {
        return command.getCommandId();
    }
}
