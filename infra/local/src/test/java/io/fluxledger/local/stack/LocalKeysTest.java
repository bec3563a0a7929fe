package io.fluxledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.runtime.access.ApiKeys;
import io.fluxledger.runtime.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKeysTest {
    @TempDir
    Path dir;

    /** The services know the key, its owner alone can read it, and another start makes no other. */
    @Test
    void anAuditorsKeyIsMadeOnce() throws Exception {
        Path key = dir.resolve("auditor-api.key");
        Path known = dir.resolve("api-keys");
        LocalKeys.ensureApiKeys(known);
        Files.writeString(known, "# of somebody\n");
        LocalKeys.ensureAuditorKey(key, known);
        String secret = Files.readString(key);
        assertThat(ApiKeys.read(known).find(secret).orElseThrow().role()).isEqualTo(Role.AUDITOR);
        assertThat(Files.readString(known)).startsWith("# of somebody\n").doesNotContain(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        LocalKeys.ensureAuditorKey(key, known);
        assertThat(Files.readString(key)).isEqualTo(secret);
        assertThat(Files.readAllLines(known)).hasSize(2);
        // Who takes it back does not get it again by starting anew.
        Files.writeString(known, "");
        LocalKeys.ensureAuditorKey(key, known);
        assertThat(ApiKeys.read(known).find(secret)).isEmpty();
    }
}
