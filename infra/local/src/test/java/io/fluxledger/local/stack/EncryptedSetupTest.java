package io.fluxledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start at which the prover's packages cannot be had. */
class EncryptedSetupTest {
    private static final String PROPERTY = "fluxledger.zk";

    @TempDir
    Path root;

    private final List<String> said = new ArrayList<>();
    private String before = "";

    @BeforeEach
    void withoutTheProver() {
        before = System.getProperty(PROPERTY, "");
        System.setProperty(PROPERTY, root.resolve("nothing").toString());
    }

    @AfterEach
    void again() {
        if (before.isEmpty()) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    @Test
    void aNewStackPaysOpenly() {
        StackDirectory directory = new StackDirectory(root);
        new EncryptedSetup(directory).run(new PortPlan(Optional.empty()), said::add);
        assertThat(said).singleElement().asString().startsWith("payouts are plain: ");
        assertThat(directory.encryptedFile()).doesNotExist();
    }

    /** Its payouts wait for proofs, and its money is in the reserve: without the file the relayer would know of neither. */
    @Test
    void aStackThatPaysPrivatelyDoesNotStart() throws Exception {
        StackDirectory directory = new StackDirectory(root);
        Files.createDirectories(directory.encryptedFile().toAbsolutePath().getParent());
        Files.writeString(directory.encryptedFile(), "{}");
        assertThatExceptionOfType(StackException.class)
                .isThrownBy(() -> new EncryptedSetup(directory).run(new PortPlan(Optional.empty()), said::add))
                .withMessageContaining(directory.encryptedFile().toString());
        assertThat(directory.encryptedFile()).hasContent("{}");
    }
}
