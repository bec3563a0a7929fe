package io.fluxledger.local.dlq;

import io.fluxledger.export.deadletter.DeadLetter;
import io.fluxledger.export.deadletter.DeadLetterBox;
import io.fluxledger.export.deadletter.DeadLetterBox.NotRedrivenException;
import io.fluxledger.local.Console;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts dead letters back where they came from, once they can be read: after a schema was registered, or by"
                    + " a newer build.",
            "Each is put back once; exit status 1 when one was not."
        })
final class RedriveCommand implements Callable<Integer> {
    @Mixin
    private BoxOption option = new BoxOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "1..*", paramLabel = "OFFSET", description = "Offsets, as the list has them.")
    private List<Long> offsets = new ArrayList<>();

    @Option(names = "--all", description = "All that can be read now and were not put back before.")
    private boolean all;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        if (all != offsets.isEmpty()) {
            throw new ParameterException(command.commandLine(), "name offsets, or give --all");
        }
        DeadLetterBox box = option.box();
        SortedMap<Long, DeadLetter> letters = box.letters();
        List<DeadLetter> wanted = all
                ? letters.values().stream().filter(l -> l.redriven() == null).toList()
                : offsets.stream().map(o -> BoxOption.letter(letters, box, o)).toList();
        int status = 0;
        for (DeadLetter letter : wanted) {
            try {
                out.println("%d is at %s".formatted(letter.offset(), box.redrive(letter)));
            } catch (NotRedrivenException e) {
                out.println("%d is not put back: %s"
                        .formatted(letter.offset(), Console.inert(String.valueOf(e.getMessage()))));
                status = 1;
            }
        }
        out.flush();
        return status;
    }
}
