package io.fluxledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void aCellCannotSpeakToTheTerminal() {
        StringWriter out = new StringWriter();
        Console.table(
                new PrintWriter(out),
                List.of("key", "count"),
                List.of(List.of("a\u001b[2Jb\u009bc\rd\ne\u202ef", "7"), List.of("é", "8")));
        assertThat(out.toString().lines())
                .containsExactly("  key             count", "  a.[2Jb.c.d.e.f      7", "  é                   8");
    }
}
