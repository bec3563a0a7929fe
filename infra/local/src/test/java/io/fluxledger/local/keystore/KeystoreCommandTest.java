package io.fluxledger.local.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.local.LedgerCli;
import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.signatures.PrivateKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeystoreCommandTest {
    private static final String SECRET = "22".repeat(32);
    private static final String PASSWORD = "a long enough one";

    @TempDir
    private Path dir;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = LedgerCli.commandLine();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        return line.execute(arguments);
    }

    @Test
    void aKeyIsEncryptedListedAndOpenedByTheRelayer() throws Exception {
        Path key = Files.writeString(dir.resolve("key"), SECRET);
        Path password = Files.writeString(dir.resolve("password"), PASSWORD + "\n");
        Path out = dir.resolve("treasury.json");
        String[] command = {
            "keystore",
            "import",
            "--key",
            key.toString(),
            "--password-file",
            password.toString(),
            "--out",
            out.toString()
        };
        String address = PrivateKey.fromHex(SECRET).address().toString();
        assertThat(run(command)).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
                .isEqualTo("rw-------");
        assertThat(LocalKey.ofKeystore(out, PASSWORD).address()).hasToString(address);
        assertThat(run("keystore", "list", out.toString())).isZero();
        assertThat(said.toString()).contains(address + " " + out).hasLineCount(2);

        byte[] before = Files.readAllBytes(out);
        assertThat(run(command)).as("never overwritten").isEqualTo(1);
        assertThat(Files.readAllBytes(out)).isEqualTo(before);
        Files.writeString(password, "short");
        assertThat(run(command)).isEqualTo(1);
        Files.writeString(key, SECRET + "00");
        assertThat(run(command)).isEqualTo(1);
        assertThat(run("keystore", "list", key.toString())).isEqualTo(1);
        assertThat(said.toString()).doesNotContain(SECRET).doesNotContain(PASSWORD);
    }
}
