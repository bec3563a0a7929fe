package io.fluxledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.local.LedgerCli;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StackFormatTest {
    @TempDir
    private Path root;

    private StackDirectory directory = new StackDirectory(Path.of("."));

    @BeforeEach
    void directory() {
        directory = new StackDirectory(root);
    }

    /** As an earlier build has left it. */
    private void stack() {
        new StackState(StackSettings.DEFAULT, List.of()).write(directory);
    }

    @Test
    void aNewDirectoryIsOfThisFormatAndStaysSo() throws Exception {
        StackFormat.claim(directory);
        assertThat(root.resolve("format")).hasContent(Integer.toString(StackFormat.CURRENT));
        stack();
        StackFormat.claim(directory);
        StackFormat.check(directory);
    }

    /** A failed start leaves a number behind and no stack: the next build may begin there. */
    @Test
    void whatHoldsNoStackIsClaimed() throws Exception {
        Files.writeString(root.resolve("format"), "2");
        StackFormat.claim(directory);
        stack();
        StackFormat.check(directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "4", "nonsense", ""})
    void anotherFormatIsNotTouchedAndItIsSaidWhatToDo(String format) throws Exception {
        stack();
        if (!format.isEmpty()) {
            Files.writeString(root.resolve("format"), format + "\n");
        }
        assertThatThrownBy(() -> StackFormat.check(directory)).isInstanceOf(StackException.class);

        assertThat(up())
                .contains(format.isEmpty() ? "a build before formats had numbers" : "format " + format)
                .contains("./ledger up --fresh")
                .contains("./ledger export topics");
        assertThat(StackState.require(directory).parts()).isEmpty();
        assertThat(root.resolve("state")).doesNotExist();
    }

    /** What it has started cannot be stopped by who does not know what that is. */
    @Test
    void aStackFileThatCannotBeReadIsLeftToItsBuild() throws Exception {
        Files.writeString(directory.stackFile(), "{\"of\": \"another build\"}");
        assertThat(up()).contains("./ledger up --fresh");
        assertThat(up("--fresh")).contains("that build's ./ledger down", "delete " + root);
        assertThat(directory.stackFile()).exists();
    }

    /** What it says where it refuses. */
    private String up(String... more) {
        StringWriter err = new StringWriter();
        CommandLine ledger = LedgerCli.commandLine();
        ledger.setOut(new PrintWriter(new StringWriter()));
        ledger.setErr(new PrintWriter(err));
        List<String> words = new ArrayList<>(List.of("up", "--data", root.toString()));
        words.addAll(List.of(more));
        assertThat(ledger.execute(words.toArray(String[]::new))).isNotZero();
        return err.toString();
    }
}
