package io.fluxledger.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.signatures.EthAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ApiKeyTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @ParameterizedTest
    @EnumSource
    void aLineBringsTheKeyBackAndNotItsSecret(Role role) {
        for (Optional<EthAddress> account :
                List.of(Optional.<EthAddress>empty(), Optional.of(EthAddress.parse("0x" + "a1".repeat(20))))) {
            ApiKey.Made made = ApiKey.make(role, account, RANDOM);
            assertThat(ApiKey.parse(made.key().line())).isEqualTo(made.key());
            String random = made.secret().substring(made.secret().lastIndexOf('_') + 1);
            assertThat(random).hasSize(64);
            assertThat(made.key().line() + made + made.key()).doesNotContain(random);
            assertThat(made.key().toString()).doesNotContain(made.key().sha256());
            assertThat(made.key().hasHash(ApiKey.hash(made.secret()))).isTrue();
            assertThat(made.key().hasHash(ApiKey.hash(made.secret() + " "))).isFalse();
        }
    }

    @Test
    void noTwoAreTheSame() {
        assertThat(ApiKey.make(Role.PAYER, Optional.empty(), RANDOM))
                .isNotEqualTo(ApiKey.make(Role.PAYER, Optional.empty(), RANDOM));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            no role        | 0123456789abcdef HASH
            unknown role   | 0123456789abcdef king HASH
            short id       | 0123456789abcde payer HASH
            short hash     | 0123456789abcdef payer 12
            no address     | 0123456789abcdef payer HASH 0x12
            checksum wrong | 0123456789abcdef payer HASH 0xA1b1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1a1
            too much       | 0123456789abcdef payer HASH 0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1 more
            twice          | 0123456789abcdef payer HASH;0123456789abcdef auditor HASH
            """)
    void aFileThatIsNoneIsNamedWithItsLine(String what, String text, @TempDir Path dir) throws Exception {
        String hash = "ab".repeat(32);
        Path file = Files.writeString(
                dir.resolve("keys"), "# keys\n\n" + text.replace("HASH", hash).replace(';', '\n') + "\n");
        assertThatThrownBy(() -> ApiKeys.read(file))
                .as(what)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(file + " line " + (text.contains(";") ? 4 : 3))
                .hasMessageNotContaining(hash);
    }
}
