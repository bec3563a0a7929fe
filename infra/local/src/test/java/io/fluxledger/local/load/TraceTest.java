package io.fluxledger.local.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.local.stack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
    @TempDir
    Path directory;

    @Test
    void readsThePublishedFormat() throws Exception {
        Path file = Files.writeString(directory.resolve("conv.csv"), """
                TIMESTAMP,ContextTokens,GeneratedTokens
                2023-11-16 18:15:46.6805900,374,44
                2023-11-16 18:15:50.9951690,396,109

                2023-11-16 18:16:46.6805900,1,2
                """);
        assertThat(Trace.read(file))
                .isEqualTo(new Trace(
                        "conv.csv",
                        java.util.List.of(
                                new Trace.Call(0, 374, 44),
                                new Trace.Call(4315, 396, 109),
                                new Trace.Call(60_000, 1, 2))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            yesterday,1,2                        | line 2
            2023-11-16 18:15:46.6805900,1        | line 2
            2023-11-16 18:15:46.6805900,one,2    | line 2
            """)
    void namesTheLineThatCannotBeRead(String line, String named) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.csv"), "TIMESTAMP,ContextTokens,GeneratedTokens\n" + line);
        assertThatThrownBy(() -> Trace.read(file))
                .isInstanceOf(StackException.class)
                .hasMessageContaining(named);
    }

    @Test
    void refusesATraceWithoutCalls() throws Exception {
        Path file = Files.writeString(directory.resolve("empty.csv"), "TIMESTAMP,ContextTokens,GeneratedTokens\n");
        assertThatThrownBy(() -> Trace.read(file)).hasMessageContaining("no calls");
    }

    @Test
    void generatesTheSameForTheSameSeed() {
        assertThat(Trace.generate(7, 100)).isEqualTo(Trace.generate(7, 100));
        assertThat(Trace.generate(7, 100).calls())
                .isNotEqualTo(Trace.generate(8, 100).calls());
        assertThat(Trace.generate(7, 100).calls())
                .isSortedAccordingTo((a, b) -> Long.compare(a.afterMs(), b.afterMs()));
    }
}
