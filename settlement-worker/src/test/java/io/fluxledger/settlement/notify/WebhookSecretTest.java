package io.fluxledger.settlement.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    /** The vector that the specification's own libraries are tested with. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String OTHER = WebhookSecret.text(new byte[32]);
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIME_S = 1_614_265_330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    @Test
    void signsAsPublished() {
        assertThat(WebhookSecret.parse(SECRET).sign(ID, TIME_S, BODY)).isEqualTo(SIGNATURE);
    }

    @Test
    void eachSecretVerifiesAndTheFirstSigns() {
        WebhookSecret both = WebhookSecret.parse(OTHER + "\n" + SECRET);
        assertThat(both.verifies(SIGNATURE, ID, TIME_S, BODY)).isTrue();
        assertThat(both.sign(ID, TIME_S, BODY))
                .isEqualTo(WebhookSecret.parse(OTHER).sign(ID, TIME_S, BODY));
        assertThat(both.verifies("v1a,abc v1,Zm9v " + SIGNATURE, ID, TIME_S, BODY))
                .isTrue();
        assertThat(WebhookSecret.parse(OTHER).verifies(SIGNATURE, ID, TIME_S, BODY))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            as it is        | ID | 1614265330 | SIG | 0    | Genuine
            old enough      | ID | 1614265330 | SIG | 300  | Genuine
            too old         | ID | 1614265330 | SIG | 301  | OutOfTime
            from the future | ID | 1614265330 | SIG | -301 | OutOfTime
            other id        | msg_other | 1614265330 | SIG | 0 | Forged
            other time      | ID | 1614265331 | SIG | 0    | Forged
            other version   | ID | 1614265330 | v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= | 0 | Forged
            no base64       | ID | 1614265330 | v1,*** | 0 | Forged
            empty signature | ID | 1614265330 | v1, | 0    | Forged
            no id           |    | 1614265330 | SIG | 0    | Incomplete
            id with blanks  | a b | 1614265330 | SIG | 0   | Incomplete
            no time         | ID |            | SIG | 0    | Incomplete
            time in words   | ID | yesterday  | SIG | 0    | Incomplete
            negative time   | ID | -1         | SIG | 0    | Incomplete
            no signature    | ID | 1614265330 |     | 0    | Incomplete
            """)
    void messages(
            String what,
            @org.jspecify.annotations.Nullable String id,
            @org.jspecify.annotations.Nullable String time,
            @org.jspecify.annotations.Nullable String signature,
            long laterS,
            String expected) {
        SignedMessage message = SignedMessage.of(
                WebhookSecret.parse(SECRET),
                "ID".equals(id) ? ID : id,
                time,
                "SIG".equals(signature) ? SIGNATURE : signature,
                BODY,
                (TIME_S + laterS) * 1_000);
        assertThat(message.getClass().getSimpleName()).as(what).isEqualTo(expected);
    }

    @Test
    void anotherBodyIsForged() {
        byte[] other = BODY.clone();
        other[other.length - 2] ^= 1;
        assertThat(SignedMessage.of(
                        WebhookSecret.parse(SECRET), ID, Long.toString(TIME_S), SIGNATURE, other, TIME_S * 1_000))
                .isInstanceOf(SignedMessage.Forged.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_*secretsecret*"})
    void badSecretsAreNotQuoted(String text) {
        assertThatThrownBy(() -> WebhookSecret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secretsecret")
                .hasNoCause();
        assertThat(WebhookSecret.parse(SECRET).toString())
                .doesNotContain(Base64.getEncoder().encodeToString(new byte[3]))
                .doesNotContain("MfKQ");
    }
}
