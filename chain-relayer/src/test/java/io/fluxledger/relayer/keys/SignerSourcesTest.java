package io.fluxledger.relayer.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.SignatureRecovery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.web3j.crypto.ECDSASignature;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Wallet;
import org.web3j.utils.Numeric;

class SignerSourcesTest {
    private static final String SECRET = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
    private static final String PASSWORD = "testpassword";
    private static final PrivateKey KEY = PrivateKey.fromHex(SECRET);
    private static final PrivateKey OTHER = PrivateKey.fromHex("01".repeat(32));

    /** Test vector of the Web3 secret storage definition. */
    private static final String PBKDF2 = """
            {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
             "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
             "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
              "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
             "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
             "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
            """;

    /** The same key under scrypt, encrypted with other programs than those that open it. */
    private static final String SCRYPT = """
            {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
             "ciphertext":"91c23c03a8b5117a6e3d78dbb5dfc46f037aff9351dff59c2879586f51756502","kdf":"scrypt",
             "kdfparams":{"dklen":32,"n":8192,"r":8,"p":1,
              "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
             "mac":"8f8639fe08fe1f43d6c13006d66ad2d993c6674ee2ba03f025596797a73614b9"},
             "id":"5d3b2c5e-8f0f-4a53-9b0e-0d8f6a1b7c11","version":3}
            """;

    @TempDir
    private Path dir;

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "key", ".json"), text);
    }

    private static byte[] message(int i) {
        return ("message " + i).getBytes(StandardCharsets.UTF_8);
    }

    private static void signsAs(PrivateKey key, SignerSource source) throws Exception {
        assertThat(source.address()).isEqualTo(key.address());
        for (int i = 0; i < 40; i++) {
            EthSignature signature = source.sign(message(i));
            assertThat(SignatureRecovery.recover(Keccak256.hash(message(i)), signature))
                    .isEqualTo(key.address());
        }
    }

    @Test
    void keystoreFilesOfBothKindsOpen() throws Exception {
        signsAs(KEY, LocalKey.ofKeystore(file(PBKDF2), PASSWORD));
        signsAs(KEY, LocalKey.ofKeystore(file(SCRYPT), PASSWORD));
        var wallet = Wallet.createLight(PASSWORD, ECKeyPair.create(Numeric.toBigInt(OTHER.exposeHex())));
        signsAs(
                OTHER,
                LocalKey.ofKeystore(
                        file(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(wallet)), PASSWORD));
    }

    @Test
    void damagedKeystoresAndOtherPasswordsAreRefusedByName() throws Exception {
        // what is changed | into what | what the message says
        String table = """
                5318b4d5 | 5318b4d6      | does not open with its password
                517ead92 | 517ead93      | does not open with its password
                pbkdf2   | argon2        | cannot be read, or is none
                version":3 | version":1  | is not of version 3
                "crypto" | "cripto"      | is not of version 3
                {"crypto | "crypto       | cannot be read, or is none
                "version":3 | "version":3,"address":"00000000000000000000000000000000000000aa" | holds another key
                """;
        for (String row : table.lines().toList()) {
            String[] cells = row.split("\\|");
            assertThat(PBKDF2).as(row).contains(cells[0].strip());
            Path path = file(PBKDF2.replace(cells[0].strip(), cells[1].strip()));
            assertThatThrownBy(() -> LocalKey.ofKeystore(path, PASSWORD))
                    .as(row)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining(cells[2].strip());
        }
        Path good = file(PBKDF2);
        assertThatThrownBy(() -> LocalKey.ofKeystore(good, "another"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("does not open with its password");
    }

    @Test
    void aRemoteSignerIsAskedAndNotBelieved() throws Exception {
        try (SigningServer server = new SigningServer(KEY)) {
            Duration timeout = Duration.ofMillis(500);
            RemoteKey remote = new RemoteKey(server.url(), SigningServer.IDENTIFIER, KEY.address(), timeout);
            signsAs(KEY, remote);
            RemoteKey other = new RemoteKey(server.url(), SigningServer.IDENTIFIER, OTHER.address(), timeout);
            unavailable(other, "signed with another key");
            unavailable(new RemoteKey(server.url(), "0x04", KEY.address(), timeout), "answered with status 404");
            for (String row :
                    List.of("garbage|with no signature", "refuse|status 500", "silent|does not answer", "long|")) {
                server.mode = row.substring(0, row.indexOf('|'));
                unavailable(remote, row.substring(row.indexOf('|') + 1));
            }
        }
        unavailable(
                new RemoteKey(URI.create("http://127.0.0.1:1"), "0x04", KEY.address(), Duration.ofSeconds(1)),
                "does not answer");
    }

    private static void unavailable(SignerSource source, String reason) {
        assertThatThrownBy(() -> source.sign(message(1)))
                .isInstanceOf(SigningException.Unavailable.class)
                .hasMessageContaining(source.address().toString())
                .hasMessageContaining(reason);
    }

    /** A key management service of these tests: gives high s as often as low, as real ones do. */
    private static final class TestKms implements KmsKey {
        private static final BigInteger ORDER =
                new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
        private final Random random = new Random(7);
        private final PrivateKey shown;
        private final PrivateKey signs;

        TestKms(PrivateKey shown, PrivateKey signs) {
            this.shown = shown;
            this.signs = signs;
        }

        @Override
        public byte[] publicPoint() {
            byte[] point = new byte[65];
            point[0] = 4;
            byte[] xy = Numeric.toBytesPadded(
                    ECKeyPair.create(Numeric.toBigInt(shown.exposeHex())).getPublicKey(), 64);
            System.arraycopy(xy, 0, point, 1, 64);
            return point;
        }

        @Override
        public byte[] signDigest(byte[] digest) {
            EthSignature signature = signs.sign(digest);
            BigInteger s = Numeric.toBigInt(signature.s());
            return der(
                    new ECDSASignature(Numeric.toBigInt(signature.r()), random.nextBoolean() ? s : ORDER.subtract(s)));
        }

        private static byte[] der(ECDSASignature signature) {
            byte[] r = signature.r.toByteArray();
            byte[] s = signature.s.toByteArray();
            byte[] der = new byte[6 + r.length + s.length];
            der[0] = 0x30;
            der[1] = (byte) (der.length - 2);
            der[2] = 2;
            der[3] = (byte) r.length;
            System.arraycopy(r, 0, der, 4, r.length);
            der[4 + r.length] = 2;
            der[5 + r.length] = (byte) s.length;
            System.arraycopy(s, 0, der, 6 + r.length, s.length);
            return der;
        }
    }

    @Test
    void signaturesOfAKeyManagementServiceAreLoweredAndCompleted() throws Exception {
        signsAs(KEY, KmsSigner.of(new TestKms(KEY, KEY)));
        unavailable(KmsSigner.of(new TestKms(KEY, OTHER)), "signed with another key");
        byte[] good = new TestKms(KEY, KEY).signDigest(Keccak256.hash(message(1)));
        List<byte[]> broken = new ArrayList<>(List.of(new byte[0], new byte[8], new byte[100]));
        for (int at : new int[] {0, 1, 2, 3}) {
            byte[] changed = good.clone();
            changed[at] = (byte) (changed[at] + 1);
            broken.add(changed);
        }
        for (byte[] der : broken) {
            unavailable(KmsSigner.of(new Fixed(der)), "answered with no DER signature");
        }
        assertThatThrownBy(() -> KmsSigner.of(new Fixed(good) {
                    @Override
                    public byte[] publicPoint() {
                        return new byte[33];
                    }
                }))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no uncompressed point");
    }

    private static class Fixed implements KmsKey {
        private final byte[] der;

        Fixed(byte[] der) {
            this.der = der.clone();
        }

        @Override
        public byte[] publicPoint() {
            return new TestKms(KEY, KEY).publicPoint();
        }

        @Override
        public byte[] signDigest(byte[] digest) {
            return der.clone();
        }
    }

    @Test
    void noKeyAndNoPasswordIsInTextsOfAnyKind() throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        logged.start();
        root.addAppender(logged);
        StringWriter texts = new StringWriter();
        PrintWriter out = new PrintWriter(texts, true);
        try (SigningServer server = new SigningServer(KEY)) {
            LocalKey local = LocalKey.ofKeystore(file(PBKDF2), PASSWORD);
            RemoteKey remote =
                    new RemoteKey(server.url(), SigningServer.IDENTIFIER, OTHER.address(), Duration.ofSeconds(1));
            out.println(local + " " + remote + " " + KEY + " " + KmsSigner.of(new TestKms(KEY, KEY)));
            for (Attempt attempt : List.<Attempt>of(
                    () -> LocalKey.ofKeystore(file(PBKDF2.replace("517ead92", "517ead93")), PASSWORD),
                    () -> LocalKey.ofKeystore(file(SECRET), PASSWORD),
                    () -> LocalKey.ofKeystore(file("{\"version\":3,\"key\":\"" + SECRET + "\"}"), PASSWORD),
                    () -> PrivateKey.fromHex(SECRET + "00"),
                    () -> remote.sign(message(1)))) {
                assertThatThrownBy(attempt::run).satisfies(e -> e.printStackTrace(out));
            }
        } finally {
            root.detachAppender(logged);
        }
        logged.list.forEach(event -> out.println(event.getFormattedMessage()));
        assertThat(texts.toString())
                .contains(KEY.address().toString())
                .doesNotContain(SECRET)
                .doesNotContain(SECRET.substring(8, 40))
                .doesNotContain(PASSWORD)
                .doesNotContain(new BigInteger(SECRET, 16).toString());
    }

    private interface Attempt {
        void run() throws Exception;
    }
}
