package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.stack.IssuerSettings;
import io.fluxledger.testkit.TestIssuer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stack that was started with an issuer takes its tokens wherever a key is asked for. */
class IssuedTokensTest {
    private static LiveStack stack;

    @BeforeAll
    static void start() {
        stack = LiveStack.shared();
    }

    private static String token(String what) {
        TestIssuer issuer = LiveStack.ISSUER;
        String role = what.replace(" of another audience", "");
        JWTClaimsSet.Builder claims = issuer.claims("olga", role).claim("wallet", "0x" + "a9".repeat(20));
        return issuer.token(
                role.equals(what) ? claims.build() : claims.audience("shop").build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            intake     | /v1/operator/reviews      | operator                     | 200
            intake     | /v1/operator/reviews      | auditor                      | 200
            intake     | /v1/operator/reviews      | payer                        | 403 ROLE_FORBIDDEN
            intake     | /v1/operator/reviews      | operator of another audience | 401 TOKEN_REFUSED
            settlement | /v1/operator/payouts/held | operator                     | 200
            settlement | /v1/operator/payouts/held | provider                     | 403 ROLE_FORBIDDEN
            settlement | /v1/operator/payouts/held | operator of another audience | 401 TOKEN_REFUSED
            audit      | /v1/audit/providers       | auditor                      | 200
            audit      | /v1/audit/providers       | payer                        | 403 ROLE_FORBIDDEN
            audit      | /v1/audit/providers       | auditor of another audience  | 401 TOKEN_REFUSED
            """)
    void isTaken(String part, String path, String what, String expected) {
        try (LedgerClient client = new LedgerClient(stack.state().url(part))) {
            Answer answer = client.get(path, "Authorization", "Bearer " + token(what));
            assertThat(answer.status() == 200 ? "200" : answer.status() + " " + answer.code())
                    .as(answer.describe())
                    .isEqualTo(expected);
        }
    }

    /** What runs goes on as it was; the next start has it. */
    @Test
    void upKeepsWhatItIsTold() {
        for (String claim : List.of("sub", "wallet")) {
            LiveStack.Ran up = stack.ledger("up", "--oidc-account-claim", claim);
            assertThat(up.status()).as(up.err()).isZero();
            assertThat(stack.state().settings().issuer())
                    .isEqualTo(new IssuerSettings(LiveStack.ISSUER.url(), TestIssuer.AUDIENCE, "roles", claim));
        }
    }
}
