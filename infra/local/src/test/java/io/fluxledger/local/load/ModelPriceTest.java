package io.fluxledger.local.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.local.stack.StackException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPriceTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # input price | output price | in   | out | nanos
            0.00000015    | 0.0000006    | 374  | 44  | 82500
            0.00000014    | 0.00000028   | 1    | 1   | 420
            0.0000000001  | 0            | 1    | 0   | 1
            0.0000000004  | 0.0000000004 | 1    | 2   | 2
            0             | 0            | 1000 | 9   | 1
            0.003         | 0.015        | 14000| 1000| 57000000000
            """)
    void roundsPartsOfANanoUp(String input, String output, long in, long out, long nanos) {
        ModelPrice price = new ModelPrice("m", new BigDecimal(input), new BigDecimal(output));
        assertThat(price.nanos(new Trace.Call(0, in, out))).isEqualTo(nanos);
    }

    @Test
    void readsTheListOfModels() throws Exception {
        Path list = Files.writeString(directory.resolve("models.json"), """
                {"data":[{"id":"a/b","pricing":{"prompt":"0.00000014","completion":"0.00000028"}},
                         {"id":"c/free","pricing":{}}]}
                """);
        assertThat(ModelPrice.read(list, "a/b"))
                .isEqualTo(new ModelPrice("a/b", new BigDecimal("0.00000014"), new BigDecimal("0.00000028")));
        assertThatThrownBy(() -> ModelPrice.read(list, "x/y"))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("has no model x/y, only 2 others");
        assertThatThrownBy(() -> ModelPrice.read(list, "c/free")).hasMessageContaining("no token price");
    }
}
