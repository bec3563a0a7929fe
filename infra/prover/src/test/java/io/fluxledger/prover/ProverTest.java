package io.fluxledger.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProverTest {
    private static final List<BigInteger> ZEROES = Collections.nCopies(4, BigInteger.ZERO);

    @TempDir
    Path directory;

    @Test
    void aKeyIsMadeOnceAndOpenedAgainWithItsPasswordOnly() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "correct horse battery");
        Path wrong = Files.writeString(directory.resolve("wrong"), "another long password");
        Path file = directory.resolve("payout.key");
        byte[] signature = new byte[65];
        try (Prover prover = new Prover(EercNetwork.settings(directory).withWorkers(1))) {
            List<BigInteger> made = prover.createKey("payout", file, password);
            assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            assertThat(prover.openKey("again", file, password)).isEqualTo(made);
            assertThat(code(() -> prover.createKey("payout", file, password))).isEqualTo(ProverException.Code.KEY_FILE);
            assertThat(code(() -> prover.openKey("x", file, wrong))).isEqualTo(ProverException.Code.KEY_FILE);
            String text = Files.readString(file);
            Files.writeString(file, text.replaceFirst("(\"publicKey\": \\[\\s*\")", "$1" + "9"));
            assertThat(code(() -> prover.openKey("x", file, password))).isEqualTo(ProverException.Code.KEY_FILE);

            List<BigInteger> derived = prover.deriveKey("d1", signature, directory.resolve("d1"), password);
            assertThat(prover.deriveKey("d2", signature, directory.resolve("d2"), password))
                    .isEqualTo(derived);
            assertThat(derived).isNotEqualTo(made);
            assertThat(prover.health().keys()).containsExactlyInAnyOrder("payout", "again", "d1", "d2");
        }
    }

    @Test
    void wrongRequestsAreAnsweredByCode() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "correct horse battery");
        try (Prover prover = new Prover(EercNetwork.settings(directory).withWorkers(1))) {
            List<BigInteger> key = prover.createKey("k", directory.resolve("k"), password);
            KnownBalance little = new KnownBalance(ZEROES, 5);
            assertThat(code(() -> prover.transfer("nobody", little, key, key, 1)))
                    .isEqualTo(ProverException.Code.UNKNOWN_KEY);
            assertThat(code(() -> prover.transfer("k", little, key, key, 6)))
                    .isEqualTo(ProverException.Code.INSUFFICIENT_BALANCE);
            // On the curve, but of order two.
            List<BigInteger> notAKey = List.of(
                    BigInteger.ZERO,
                    new BigInteger("21888242871839275222246405745257275088548364400416034343698204186575808495616"));
            ProverException refused =
                    catchThrowableOfType(ProverException.class, () -> prover.transfer("k", little, notAKey, key, 1));
            assertThat(refused.code()).isEqualTo(ProverException.Code.INVALID_REQUEST);
            assertThat(refused.field()).isEqualTo("receiverKey");
            assertThat(code(() ->
                            prover.decryptPct("k", prover.encryptOwn("k", 3).reversed())))
                    .isIn(ProverException.Code.NOT_DECRYPTABLE, ProverException.Code.INVALID_REQUEST);
            assertThat(prover.decryptPct("k", prover.encryptOwn("k", 3))).isEqualTo(3);
        }
    }

    @Test
    void productionRefusesDevelopmentKeysAndSeeds() {
        ProverSettings settings = ProverSettings.defaults(
                EercNetwork.settings(directory).home(),
                EercNetwork.ZK.resolve("artifacts").toAbsolutePath(),
                directory.resolve("production.log"),
                ProverSettings.Profile.PRODUCTION);
        for (ProverSettings refused : List.of(settings, settings.withSeed("known"))) {
            try (Prover prover = new Prover(withOneAttempt(refused))) {
                assertThat(code(prover::health)).isEqualTo(ProverException.Code.UNAVAILABLE);
            }
        }
        assertThat(settings.log()).content().contains("for development only").contains("makes every secret known");
    }

    private static ProverSettings withOneAttempt(ProverSettings s) {
        return new ProverSettings(
                s.home(),
                s.artifacts(),
                s.log(),
                1,
                s.queueLimit(),
                s.profile(),
                s.seed(),
                s.startTimeout(),
                s.answerTimeout(),
                s.firstBackoff(),
                s.maxBackoff(),
                1);
    }

    private static ProverException.Code code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProverException.class, call).code();
    }
}
