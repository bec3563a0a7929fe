package io.fluxledger.local.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.local.LedgerCli;
import io.fluxledger.runtime.access.ApiKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeyCommandTest {
    private static final String ACCOUNT = "0x1111111111111111111111111111111111111111";

    @TempDir
    private Path data;

    private record Ran(int status, String out, String err) {}

    private Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = LedgerCli.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("key"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        int status = line.execute(all.toArray(String[]::new));
        return new Ran(status, out.toString().strip(), err.toString().strip());
    }

    private Path file() {
        return data.resolve("keys").resolve("api-keys");
    }

    @Test
    void aKeyIsMadeListedAndTakenBack() throws Exception {
        Ran auditor = run("new", "--role", "auditor");
        Ran payer = run("new", "--role", "payer", "--account", ACCOUNT);
        assertThat(auditor.status()).isZero();
        assertThat(auditor.out()).matches("flux_[0-9a-f]{16}_[0-9a-f]{64}");
        String id = auditor.out().substring(5, 21);
        String other = payer.out().substring(5, 21);
        assertThat(auditor.err()).isEqualTo("Key " + id + " AUDITOR. It is not shown again.");
        assertThat(run("list").out()).isEqualTo(id + " AUDITOR\n" + other + " PAYER " + ACCOUNT);

        List<ApiKey> kept =
                Files.readAllLines(file()).stream().map(ApiKey::parse).toList();
        assertThat(kept).extracting(ApiKey::sha256).containsExactly(sha256(auditor.out()), sha256(payer.out()));
        assertThat(Files.readString(file())).doesNotContain(auditor.out().substring(22));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");

        assertThat(run("revoke", id)).isEqualTo(new Ran(0, "Key " + id + " is taken back.", ""));
        assertThat(run("revoke", id)).isEqualTo(new Ran(1, "", "ledger: there is no key " + id));
        assertThat(run("list").out()).isEqualTo(other + " PAYER " + ACCOUNT);
    }

    @Test
    void commentsStay() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "# of the bank\n\n");
        run("new", "--role", "operator");
        assertThat(Files.readAllLines(file()).subList(0, 2)).containsExactly("# of the bank", "");
    }

    /** What is wrong, and the word that the message has. */
    @Test
    void wrongOptionsAreNamed() throws IOException {
        for (String row : """
                new                                   | --role
                new --role king                       | --role
                new --role payer --account 0x12       | --account
                revoke                                | ID
                """.lines().toList()) {
            String[] cells = row.split(" *\\| *", -1);
            Ran ran = run(cells[0].split(" +", -1));
            assertThat(ran.status()).as(row).isEqualTo(2);
            assertThat(ran.err()).as(row).contains(cells[1]);
        }
        assertThat(Files.exists(file())).isFalse();
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "no key\n");
        Ran ran = run("list");
        assertThat(ran.status()).isNotZero();
        assertThat(ran.err()).contains("api-keys").doesNotContain("no key");
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
