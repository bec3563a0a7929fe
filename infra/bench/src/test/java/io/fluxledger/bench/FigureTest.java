package io.fluxledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static final List<Figure> FIGURES = List.of(
            Figure.of("fold_inputs_per_s", 1_234_567.8, "inputs/s").withTarget(Target.atLeast(1_000_000)),
            Figure.of("answer_p50_ms_2000", 7.25, "ms").withTarget(Target.atMost(5)),
            Figure.of("raw_inputs_per_s", 321_000, "inputs/s").against("8 partitions <lz4>"));

    @Test
    void jsonHasEveryFieldAndNullWhereNothingWasAskedFor() throws Exception {
        JsonNode figures = new ObjectMapper().readTree(FigureJson.text(FIGURES)).path("figures");
        assertThat(figures).hasSize(3);
        for (JsonNode figure : figures) {
            assertThat(figure.fieldNames()).toIterable().containsExactly("name", "value", "unit", "target", "against");
        }
        assertThat(figures.get(0).path("name").asText()).isEqualTo("fold_inputs_per_s");
        assertThat(figures.get(0).path("value").asDouble()).isEqualTo(1_234_567.8);
        assertThat(figures.get(0).path("target").asDouble()).isEqualTo(1_000_000);
        assertThat(figures.get(0).path("against").isNull()).isTrue();
        assertThat(figures.get(2).path("target").isNull()).isTrue();
        assertThat(figures.get(2).path("against").asText()).isEqualTo("8 partitions <lz4>");
    }

    @Test
    void tableSaysWhatWasMetAndWhatWasMissed() {
        assertThat(FigureTable.text(FIGURES)).isEqualTo("""
              figure                  value  unit      target                      against
              fold_inputs_per_s   1,234,568  inputs/s  at least 1,000,000  met
              answer_p50_ms_2000       7.25  ms        at most 5           MISSED
              raw_inputs_per_s      321,000  inputs/s                              8 partitions <lz4>
            """);
    }

    @Test
    void aTableInAFileKeepsWhatWasNotMeasuredNow() {
        String file = """
                before
                <!-- figures of ledger -->
                | `answer_p50_ms_2000` | 9 ms | at most 5 | old |
                | `kept` | 1 s | | |
                <!-- end of ledger -->
                behind
                """;
        assertThat(FigureSection.with(file, "ledger", FIGURES)).isEqualTo("""
                before
                <!-- figures of ledger -->
                | figure | measured | target | against |
                |---|---|---|---|
                | `answer_p50_ms_2000` | **7.25 ms** | at most 5 |  |
                | `kept` | 1 s | | |
                | `fold_inputs_per_s` | 1,234,568 inputs/s | at least 1,000,000 |  |
                | `raw_inputs_per_s` | 321,000 inputs/s |  | 8 partitions <lz4> |
                <!-- end of ledger -->
                behind
                """);
        assertThatThrownBy(() -> FigureSection.with(file, "storm", FIGURES))
                .hasMessageContaining("<!-- figures of storm -->");
    }

    @Test
    void targetsHaveADirection() {
        assertThat(Target.atLeast(5).isMetBy(5)).isTrue();
        assertThat(Target.atLeast(5).isMetBy(4.99)).isFalse();
        assertThat(Target.atMost(5).isMetBy(5)).isTrue();
        assertThat(Target.atMost(5).isMetBy(5.01)).isFalse();
    }

    @Test
    void plotIsWellFormedAndNamesEveryFigure() throws Exception {
        String svg = FigurePlot.svg("./ledger bench <ledger>", FIGURES);
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("rect").getLength())
                .as("background and bars")
                .isEqualTo(4);
        assertThat(document.getElementsByTagName("line").getLength())
                .as("targets")
                .isEqualTo(2);
        assertThat(document.getDocumentElement().getTextContent())
                .contains(FIGURES.stream().map(Figure::name).toList());
    }
}
