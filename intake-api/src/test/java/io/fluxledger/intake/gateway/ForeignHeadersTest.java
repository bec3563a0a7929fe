package io.fluxledger.intake.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignHeadersTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static RecordHeaders headers(String name, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(name, value);
        return headers;
    }

    private static List<String> names(Headers headers) {
        List<String> names = new ArrayList<>();
        headers.forEach(header -> names.add(header.key()));
        return names;
    }

    /** In a value, ^ stands for U+0000 and ~e for the escape character. */
    @ParameterizedTest(name = "{0}: {1} is kept: {2}")
    @CsvSource(quoteCharacter = '"', textBlock = """
            ce_id,         5f0c9c0e-8a0e-4e9f-9d3a-1f0e5b0a7c11, true
            ce_source,     /provider/7,                          true
            ce_time,       2026-01-01T00:00:00Z,                 true
            content-type,  application/avro,                     true
            traceparent,   00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true
            traceparent,   00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01, false
            traceparent,   ^,                                    false
            traceparent,   =HYPERLINK(1),                        false
            ce_id,         =HYPERLINK(1),                        false
            ce_id,         @SUM(A1),                             false
            ce_id,         a^b,                                  false
            ce_id,         a~e[2J,                               false
            ce_id,         "",                                   false
            ce_ID,         x,                                    false
            ce_,           x,                                    false
            dlq.redriven,  x,                                    false
            dlq.reason,    none,                                 false
            authorization, secret,                               false
            """)
    void onlyKnownNamesInTheirFormGoOn(String name, String value, boolean kept) {
        String text = value.replace('^', '\0').replace("~e", "\u001b");
        assertThat(names(ForeignHeaders.kept(headers(name, text.getBytes(StandardCharsets.UTF_8)))))
                .isEqualTo(kept ? List.of(name) : List.of());
    }

    @Test
    void aHeaderWithoutValueIsLeftOutAndOneThatStandsTwiceStandsOnce() {
        RecordHeaders foreign = headers("traceparent", TRACE.getBytes(StandardCharsets.UTF_8));
        foreign.add("ce_id", "first".getBytes(StandardCharsets.UTF_8));
        foreign.add("ce_id", "second".getBytes(StandardCharsets.UTF_8));
        foreign.add("ce_source", null);
        RecordHeaders kept = ForeignHeaders.kept(foreign);
        assertThat(names(kept)).containsExactly("traceparent", "ce_id");
        assertThat(kept.lastHeader("ce_id").value()).isEqualTo("second".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aDeadLetterKeepsWhatWasWrittenButNotWhatTheBoxWrites() {
        RecordHeaders foreign = headers("dlq.redriven", new byte[] {'7'});
        foreign.add("x", null);
        assertThat(names(ForeignHeaders.ofDeadLetter(foreign))).containsExactly("x");
    }
}
