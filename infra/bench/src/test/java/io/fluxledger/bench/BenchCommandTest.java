package io.fluxledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void helpListsEveryBenchAndItsParts() {
        assertThat(command.execute("--help")).isZero();
        for (Bench bench : Benches.all()) {
            assertThat(out.toString()).contains(bench.name());
            assertThat(out.toString())
                    .contains(bench.parts().stream().map(Part::name).toList());
        }
    }

    @Test
    void whatDoesNotExistIsWrongUsage() {
        assertThat(command.execute("nothing")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no bench nothing; there is ledger");
        assertThat(command.execute("ledger", "--only", "fold,nothing")).isEqualTo(2);
        assertThat(err.toString()).contains("bench ledger has no part nothing; it has fold, codec");
        assertThat(command.execute("ledger", "--rounds", "0")).isEqualTo(2);
    }
}
