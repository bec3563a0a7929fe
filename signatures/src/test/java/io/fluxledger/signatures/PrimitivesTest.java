package io.fluxledger.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrimitivesTest {
    private static final String KEY = "c85ef7d79691fe79573b1a7064c19c1a9819ebdbd1faaab1a8ec92344438aaf4";

    @Test
    void keccakIsNotSha3() {
        assertThat(Hex.digits(Keccak256.hash("")))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assertThat(Keccak256.hash(new byte[] {'a'}, new byte[] {'b'})).isEqualTo(Keccak256.hash("ab"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed   | ok
            0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359   | ok
            0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E   | ok
            0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed   | ok
            0x5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED   | ok
            0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed   | address has a wrong EIP-55 checksum
            5aaeb6053f3e94c9b9a09f33669435e7ef1beaed     | address does not start with 0x
            0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae    | address has an odd number of hex digits
            0x5aaeb6053f3e94c9b9a09f33669435e7ef1bea     | address has 19 bytes, not 20
            0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaedaa | address has 21 bytes, not 20
            0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg   | address has characters that are not hex digits
            """)
    void addresses(String text, String outcome) {
        if (outcome.equals("ok")) {
            EthAddress address = EthAddress.parse(text);
            assertThat(address).hasToString(text.toLowerCase(Locale.ROOT));
            assertThat(EthAddress.parse(address.checksummed())).isEqualTo(address);
        } else {
            assertThatThrownBy(() -> EthAddress.parse(text)).hasMessage(outcome);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            01 | 01                                                               | 1b | 27
            01 | 01                                                               | 1c | 28
            01 | 01                                                               | 00 | 27
            01 | 01                                                               | 01 | 28
            01 | 7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0 | 1b | 27
            01 | 7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1 | 1b | signature has s in the upper half of the curve's order
            01 | fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141 | 1b | signature has s outside of the curve's order
            01 | 00                                                               | 1b | signature has s outside of the curve's order
            00 | 01                                                               | 1b | signature has r outside of the curve's order
            01 | 01                                                               | 1d | signature has v 29, not 0, 1, 27 or 28
            01 | 01                                                               | ff | signature has v 255, not 0, 1, 27 or 28
            """)
    void signatures(String r, String s, String v, String outcome) {
        String hex = "0x" + "0".repeat(64 - r.length()) + r + "0".repeat(64 - s.length()) + s + v;
        if (outcome.startsWith("signature")) {
            assertThatThrownBy(() -> EthSignature.parse(hex)).hasMessage(outcome);
        } else {
            assertThat(EthSignature.parse(hex).v()).isEqualTo(Integer.parseInt(outcome));
        }
    }

    @Test
    void recoversTheSigner() {
        for (int i = 0; i < 20; i++) {
            PrivateKey key = PrivateKey.generate(new SecureRandom());
            byte[] digest = Keccak256.hash("message " + i);
            EthSignature signature = key.sign(digest);
            assertThat(SignatureRecovery.recover(digest, signature)).isEqualTo(key.address());
            assertThat(SignatureRecovery.recover(digest, EthSignature.parse(signature.toString())))
                    .isEqualTo(key.address());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000001",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void signsDigestsAroundTheOrder(String hex) {
        byte[] digest = HexFormat.of().parseHex(hex);
        for (int i = 0; i < 20; i++) {
            PrivateKey key = PrivateKey.generate(new SecureRandom());
            EthSignature signature = key.sign(digest);
            assertThat(SignatureRecovery.recover(digest, signature)).isEqualTo(key.address());
            assertThat(key.sign(digest)).isEqualTo(signature);
        }
    }

    @Test
    void signatureWithoutKeyIsRefused() {
        // No point of the curve has x = 5.
        EthSignature signature = EthSignature.parse("0x" + "0".repeat(63) + "5" + "0".repeat(63) + "1" + "1b");
        assertThatThrownBy(() -> SignatureRecovery.recover(Keccak256.hash("m"), signature))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @Test
    void keyNeverShows(@TempDir Path folder) throws IOException {
        PrivateKey key = PrivateKey.fromHex("0x" + KEY);
        assertThat(key.address()).hasToString("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
        assertThat(key).hasToString("PrivateKey[address=0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826]");
        Path file = folder.resolve("treasury.key");
        Files.writeString(file, KEY + "\n");
        assertThat(PrivateKey.readFile(file).address()).isEqualTo(key.address());
        Files.writeString(file, KEY.substring(2) + "zz");
        assertThatThrownBy(() -> PrivateKey.readFile(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": private key has characters that are not hex digits")
                .hasStackTraceContaining("treasury.key")
                .satisfies(e -> assertThat(e.getCause()).hasNoCause());
        assertThatThrownBy(() -> PrivateKey.fromHex("0".repeat(64)))
                .hasMessage("private key is zero or outside of the curve's order");
    }
}
