package io.fluxledger.relayer.plan;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Commands as rows of text. */
final class CommandRows {
    private CommandRows() {}

    static String of(List<ChainCommand> commands) {
        return commands.stream().map(CommandRows::row).collect(Collectors.joining("\n"));
    }

    private static String row(ChainCommand command) {
        if (!command.getCommandId().endsWith(":0:" + command.getKind())) {
            throw new AssertionError(command.getCommandId() + " is no id of a " + command.getKind());
        }
        return "%s %s -> %s, %d, after %s, before %d"
                .formatted(
                        shortId(command.getCommandId()),
                        last(command.getSigner()),
                        last(command.getTo()),
                        command.getAmountMicros(),
                        command.getDependsOn() == null ? "-" : shortId(Objects.requireNonNull(command.getDependsOn())),
                        command.getNotAfterS());
    }

    /** Last byte of the input id, and the kind. */
    private static String shortId(String commandId) {
        String kind = Arrays.stream(CommandKind.values())
                .map(Enum::name)
                .filter(name -> commandId.endsWith(":" + name))
                .findFirst()
                .orElseThrow();
        return commandId.substring(30, 32) + ":" + kind;
    }

    private static String last(Address20 address) {
        return HexFormat.of().formatHex(address.bytes(), 19, 20);
    }
}
