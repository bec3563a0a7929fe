package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.client.Accounts;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input on every endpoint of the whole stack: a typed error, and nothing changed. */
class BadInputTest {
    private static final int TOO_LARGE_BYTES = 70_000;

    private static LiveStack stack = LiveStack.shared();
    private static Wallet payer = Wallet.fresh(stack.chains());
    private static Wallet provider = Wallet.fresh(stack.chains());

    @BeforeAll
    static void fund() {
        stack = LiveStack.shared();
        payer = Wallet.fresh(stack.chains());
        provider = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, 2_000_000);
        try (LedgerClient intake = stack.intake()) {
            intake.post("/v1/intents", payer.intent(lock("open", 1_000_000))).require("lock");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/deposits",
                "/v1/intents",
                "/v1/receipts",
                "/v1/settlements",
                "/v1/refunds",
                "/v1/withdrawals",
                "/v1/providers",
                "/api/ai/chat"
            })
    void everyEndpointRefusesWhatIsNotARequest(String path) {
        String[][] table = {
            {"{\"broken\":", "400", "MALFORMED_JSON"},
            {"", "400", "MALFORMED_JSON"},
            {"{\"a\":1,\"a\":2}", "400", "MALFORMED_JSON"},
            {"x".repeat(TOO_LARGE_BYTES), "413", "BODY_TOO_LARGE"}
        };
        for (String[] row : table) {
            unchanged(intake -> {
                Answer answer = intake.postRaw(path, row[0].getBytes(StandardCharsets.UTF_8));
                assertThat(answer.status() + " " + answer.code())
                        .as(path + " " + row[2])
                        .isEqualTo(row[1] + " " + row[2]);
                assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # endpoint    | field          | value                 | status | code
            deposits      | chainId        | 1                     | 422    | UNKNOWN_CHAIN
            deposits      | amount         | "0"                   | 400    | AMOUNT_ZERO
            deposits      | amount         | "-1"                  | 400    | AMOUNT_NEGATIVE
            deposits      | amount         | "1.0000001"           | 400    | AMOUNT_TOO_PRECISE
            deposits      | amount         | "99999999999999999999"| 400    | AMOUNT_TOO_LARGE
            deposits      | amount         | "2"                   | 401    | SIGNATURE_MISMATCH
            deposits      | validBefore    | 1                     | 422    | AUTHORIZATION_EXPIRED
            deposits      | validAfter     | 99999999999           | 422    | AUTHORIZATION_NOT_YET_VALID
            intents       | maxAmount      | "0"                   | 400    | AMOUNT_ZERO
            intents       | maxAmount      | "-0.1"                | 400    | AMOUNT_NEGATIVE
            intents       | maxAmount      | "1e3"                 | 400    | AMOUNT_MALFORMED
            intents       | maxAmount      | 1                     | 400    | WRONG_TYPE
            intents       | maxAmount      | "0.5"                 | 401    | SIGNATURE_MISMATCH
            intents       | payoutChainId  | 1                     | 422    | UNKNOWN_CHAIN
            intents       | deadlineMs     | 1                     | 422    | DEADLINE_PASSED
            intents       | intentId       | "a b"                 | 400    | INVALID_ID
            intents       | extra          | 1                     | 400    | UNKNOWN_FIELD
            receipts      | used           | "0"                   | 400    | AMOUNT_ZERO
            receipts      | used           | "0.1"                 | 401    | SIGNATURE_MISMATCH
            receipts      | signature      | "0x00"                | 400    | INVALID_SIGNATURE
            settlements   | nonce          | "0x00"                | 400    | INVALID_HEX
            settlements   | intentId       | "other"               | 401    | SIGNATURE_MISMATCH
            refunds       | reason         | "BORED"               | 400    | UNKNOWN_VALUE
            refunds       | payer          | "0x0"                 | 400    | INVALID_ADDRESS
            withdrawals   | amount         | "0"                   | 400    | AMOUNT_ZERO
            withdrawals   | amount         | "0.0000001"           | 400    | AMOUNT_TOO_PRECISE
            withdrawals   | chainId        | 1                     | 422    | UNKNOWN_CHAIN
            withdrawals   | validBeforeMs  | 1                     | 422    | AUTHORIZATION_EXPIRED
            providers     | payoutChainId  | 1                     | 422    | UNKNOWN_CHAIN
            providers     | validBeforeMs  | 1                     | 422    | AUTHORIZATION_EXPIRED
            """)
    void aFieldAtFaultIsNamed(String endpoint, String field, String value, int status, String code) throws Exception {
        unchanged(intake -> {
            ObjectNode request = valid(endpoint);
            request.set(field, new com.fasterxml.jackson.databind.ObjectMapper().readTree(value));
            Answer answer = intake.post("/v1/" + endpoint, request);
            assertThat(answer.status() + " " + answer.code())
                    .as(answer.describe())
                    .isEqualTo(status + " " + code);
        });
    }

    @Test
    void theLedgerRefusesWhatIsWellFormedAndWrong() {
        unchanged(intake -> {
            ObjectNode unknown = provider.settlement("never-opened", payer.address(), provider.address());
            assertThat(intake.post("/v1/settlements", unknown).code()).isEqualTo("UNKNOWN_INTENT");
            UsageReceiptMessage over = receipt("open", 1_000_001);
            assertThat(intake.post("/v1/receipts", provider.receipt(over)).code())
                    .isEqualTo("USAGE_EXCEEDS_LOCK");
            ObjectNode replayed = payer.intent(lock("second", 1_000));
            replayed.set("nonce", payer.intent(lock("open", 1_000_000)).get("nonce"));
            assertThat(intake.post("/v1/intents", replayed).code()).isEqualTo("SIGNATURE_MISMATCH");
            ObjectNode tooMuch = payer.withdrawal("w1", 43114, 3_000_000_000L);
            assertThat(intake.post("/v1/withdrawals", tooMuch).code()).isEqualTo("INSUFFICIENT_CREDITS");
        });
    }

    @Test
    void aUsedNonceIsRefused() {
        IntentLockMessage first = lock("nonce-1", 1_000);
        IntentLockMessage again = new IntentLockMessage(
                "nonce-2",
                first.payer(),
                first.provider(),
                first.maxAmountNanos(),
                first.deadlineMs(),
                first.payoutMode(),
                first.payoutChainId(),
                first.nonce());
        try (LedgerClient intake = stack.intake()) {
            assertThat(intake.post("/v1/intents", payer.intent(first)).status()).isEqualTo(201);
            Answer repeated = intake.post("/v1/intents", payer.intent(first));
            assertThat(repeated.status()).isEqualTo(200);
            assertThat(repeated.body().path("alreadyApplied").asBoolean()).isTrue();
        }
        unchanged(intake -> assertThat(
                        intake.post("/v1/intents", payer.intent(again)).code())
                .isEqualTo("NONCE_REUSED"));
    }

    /** What a test does with the API. */
    private interface Attempt {
        void on(LedgerClient intake) throws Exception;
    }

    private static void unchanged(Attempt attempt) {
        try (LedgerClient intake = stack.intake()) {
            Accounts accounts = new Accounts(intake);
            String before = balances(accounts);
            attempt.on(intake);
            assertThat(balances(accounts)).isEqualTo(before);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String balances(Accounts accounts) {
        return "%d available, %d locked"
                .formatted(accounts.availableNanos(List.of(payer)), accounts.lockedNanos(List.of(payer)));
    }

    private static ObjectNode valid(String endpoint) {
        return switch (endpoint) {
            case "deposits" -> payer.deposit(43114, 1_000_000);
            case "intents" -> payer.intent(lock("fresh", 1_000_000));
            case "receipts" -> provider.receipt(receipt("open", 1_000));
            case "settlements" -> provider.settlement("open", payer.address(), provider.address());
            case "refunds" -> provider.refund("open", payer.address(), provider.address(), "CANCELLED");
            case "withdrawals" -> payer.withdrawal("w2", 43114, 1_000_000);
            case "providers" -> provider.registration(43114);
            default -> throw new IllegalArgumentException(endpoint);
        };
    }

    private static IntentLockMessage lock(String intentId, long maxAmountNanos) {
        return new IntentLockMessage(
                intentId,
                payer.address(),
                provider.address(),
                maxAmountNanos,
                System.currentTimeMillis() + Duration.ofMinutes(10).toMillis(),
                "BATCH",
                43114,
                Wallet.freshNonce());
    }

    private static UsageReceiptMessage receipt(String intentId, long usedNanos) {
        return new UsageReceiptMessage(
                intentId,
                payer.address(),
                provider.address(),
                usedNanos,
                1,
                1,
                43114,
                Wallet.freshNonce(),
                System.currentTimeMillis());
    }
}
