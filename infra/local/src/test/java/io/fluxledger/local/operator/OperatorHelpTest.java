package io.fluxledger.local.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.local.LedgerCli;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the operator's commands say of themselves, and of wrong usage. */
class OperatorHelpTest {
    @TempDir
    private Path data;

    private record Ran(int status, String out, String err) {}

    private Ran run(String words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = LedgerCli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("operator"));
        all.addAll(List.of(words.split(" +")));
        all.addAll(List.of("--data", data.toString()));
        return new Ran(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    @Test
    void everyCommandSaysWhatItDoesAndTakes() {
        List<CommandLine> open =
                new ArrayList<>(List.of(LedgerCli.commandLine().getSubcommands().get("operator")));
        int seen = 0;
        while (!open.isEmpty()) {
            CommandLine line = open.removeLast();
            open.addAll(line.getSubcommands().values());
            CommandLine.Model.CommandSpec spec = line.getCommandSpec();
            String name = spec.qualifiedName();
            seen++;
            assertThat(spec.usageMessage().description()).as(name).isNotEmpty();
            assertThat(spec.options()).as(name).allMatch(o -> o.description().length > 0);
            assertThat(spec.positionalParameters()).as(name).allMatch(p -> p.description().length > 0);
            assertThat(line.getUsageMessage()).as(name).contains("--help");
        }
        assertThat(seen).as("operator and all below it").isEqualTo(15);
    }

    /** What is wrong, and the word that the message has. */
    @Test
    void wrongUsageIsNamed() {
        for (String row : """
                payouts release                                          | PAYOUT
                payouts release 1:0x0                                    | --reason
                payouts adjust 1:0x0 --reason x                          | USDC
                payouts --window yesterday                               | --window
                identity bob                                             | PROVIDER
                identity 0x1111111111111111111111111111111111111111 fine --reason x | STATUS
                identity 0x1111111111111111111111111111111111111111 approved | --reason
                notifications --state lost                               | --state
                notifications replay                                     | MESSAGE
                """.lines().toList()) {
            String[] cells = row.split(" *\\| *", -1);
            Ran ran = run(cells[0].strip());
            assertThat(ran.status()).as(row + ran.err()).isEqualTo(2);
            assertThat(ran.err()).as(row).contains(cells[1]);
        }
    }

    @Test
    void withoutAStackItSaysHowToStartOne() {
        for (String words : List.of("payouts", "notifications", "payouts release 1:0x0 --reason x")) {
            Ran ran = run(words);
            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.err()).contains("./ledger up");
        }
    }
}
