package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that is not understood is refused: payouts that should be encrypted must not become plain ones. */
class EncryptedTokensFileTest {
    private static final String ADDRESS = "0x" + "ab".repeat(20);
    private static final String GOOD = """
        {"chainId": 43114, "registrar": "ADDRESS", "encryptedErc": "ADDRESS", "payoutAccount": "ADDRESS",
         "depositMicros": 10000000, "plainAllowed": false}""".replace("ADDRESS", ADDRESS);

    @TempDir
    Path directory;

    private EncryptedTokensFile read(String text) throws IOException {
        return EncryptedTokensFile.read(Files.writeString(directory.resolve("encrypted.json"), text));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        EncryptedToken token = new EncryptedToken(43114, ADDRESS, ADDRESS, ADDRESS, 10_000_000, false);
        assertThat(read("{\"tokens\": [" + GOOD + "]}").tokens()).containsExactly(token);
        Path file = directory.resolve("written.json");
        new EncryptedTokensFile(List.of(token)).write(file);
        assertThat(EncryptedTokensFile.read(file).tokens()).containsExactly(token);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                       | tokens must be a list of at least one
            []                                       | tokens must be a list of at least one
            {"tokens": []}                           | tokens must be a list of at least one
            {"token": [GOOD]}                        | tokens must be a list of at least one
            {"tokens": GOOD}                         | tokens must be a list of at least one
            {"tokens": [GOOD], "more": 1}            | more is no known field
            {"tokens": [7]}                          | tokens[0] must be an object
            {"tokens": [GOOD, GOOD]}                 | tokens[1].chainId appears twice
            """)
    void aFileThatSaysNothingIsRefused(String text, String why) {
        refused(text.replace("GOOD", GOOD), why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "plainAllowed": false      | "plainAllowed": "no"       | tokens[0].plainAllowed must be true or false
            "plainAllowed": false      | "plainAllowed": 0          | tokens[0].plainAllowed must be true or false
            "plainAllowed": false      | "plainAllowed": null       | tokens[0].plainAllowed must be true or false
            "plainAllowed"             | "plainallowed"             | tokens[0].plainallowed is no known field
            "chainId": 43114           | "chainId": "43114"         | tokens[0].chainId must be a whole number
            "depositMicros": 10000000  | "depositMicros": 0         | tokens[0].depositMicros must be a whole number
            "depositMicros": 10000000  | "depositMicros": 1.5       | tokens[0].depositMicros must be a whole number
            "registrar": "0xab         | "registrar": "0xzz         | tokens[0].registrar must be 0x and 40 hex digits
            """)
    void aFieldThatIsNotUnderstoodIsRefused(String before, String after, String why) {
        refused("{\"tokens\": [" + GOOD.replace(before, after) + "]}", why);
    }

    private void refused(String text, String why) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(text))
                .withMessageContaining(why);
    }
}
