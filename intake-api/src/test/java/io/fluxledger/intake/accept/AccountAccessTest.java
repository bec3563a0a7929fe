package io.fluxledger.intake.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.AccountAccessMessage;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountAccessTest {
    private final AccountAccess access = new AccountAccess(Requests.CHAINS);

    private static String header(long endsInMs, PrivateKey signer, EthAddress payer, String domain) {
        long expiresMs = Requests.NOW_MS + endsInMs;
        byte[] digest = new AccountAccessMessage(payer, expiresMs)
                .digest(domain.equals("own") ? Requests.DOMAIN : Requests.token(43114));
        return expiresMs + ":" + signer.sign(digest);
    }

    private static PrivateKey key(String who) {
        return who.equals("payer") ? Requests.PAYER : Requests.STRANGER;
    }

    private String outcome(@Nullable String header) {
        try {
            access.require(Requests.PAYER.address(), header, Requests.NOW);
            return "read";
        } catch (ProblemException e) {
            Problem problem = e.problem();
            assertThat(problem.field()).isEqualTo("Account-Access");
            return problem.status() + " " + problem.code();
        }
    }

    @ParameterizedTest(name = "ends in {0} ms, signed by {1} for {2} in the {3} domain: {4}")
    @CsvSource(delimiter = '|', textBlock = """
            1        | payer    | payer    | own   | read
            86400000 | payer    | payer    | own   | read
            86400001 | payer    | payer    | own   | 422 AUTHORIZATION_TOO_LONG
            0        | payer    | payer    | own   | 401 ACCESS_REQUIRED
            60000    | stranger | payer    | own   | 401 SIGNATURE_MISMATCH
            60000    | payer    | stranger | own   | 401 SIGNATURE_MISMATCH
            60000    | payer    | payer    | other | 401 SIGNATURE_MISMATCH
            """)
    void onlyThePayerReads(long endsInMs, String signer, String payer, String domain, String expected) {
        assertThat(outcome(header(endsInMs, key(signer), key(payer).address(), domain)))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            none         | 401 ACCESS_REQUIRED
            ''           | 400 INVALID_SIGNATURE
            1800000060000 | 400 INVALID_SIGNATURE
            EXPIRES:0x12 | 400 INVALID_SIGNATURE
            EXPIRES:ZERO | 400 INVALID_SIGNATURE
            -1:ZERO      | 400 INVALID_SIGNATURE
            99999999999999999999:ZERO | 400 INVALID_SIGNATURE
            """)
    void theHeaderHasItsForm(@Nullable String header, String expected) {
        String full = header == null
                ? null
                : header.replace("EXPIRES", Long.toString(Requests.NOW_MS + 60_000))
                        .replace("ZERO", "0x" + "00".repeat(65));
        assertThat(outcome(full)).isEqualTo(expected);
    }

    /** A signature for one end is none for a later one. */
    @ParameterizedTest
    @CsvSource("60001")
    void theEndIsSigned(long laterMs) {
        String signature =
                header(60_000, Requests.PAYER, Requests.PAYER.address(), "own").split(":", -1)[1];
        assertThat(outcome((Requests.NOW_MS + laterMs) + ":" + signature)).isEqualTo("401 SIGNATURE_MISMATCH");
    }
}
