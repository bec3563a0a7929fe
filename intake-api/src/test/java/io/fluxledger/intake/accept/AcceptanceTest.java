package io.fluxledger.intake.accept;

import static io.fluxledger.intake.accept.Requests.NOW;
import static io.fluxledger.intake.accept.Requests.NOW_MS;
import static io.fluxledger.intake.accept.Requests.NOW_S;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.events.InputId16;
import io.fluxledger.events.IntentLocked;
import io.fluxledger.events.RefundRequested;
import io.fluxledger.events.RequestedBy;
import io.fluxledger.events.SettlementRequested;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.PrivateKey;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceTest {
    private static final UUID ID = UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f");
    private final Acceptance acceptance = new Acceptance(Requests.CHAINS, AcceptanceLimits.DEFAULT, () -> ID);

    /** A good request with one field changed (value in JSON, "-" removes it; S and MS stand for now) and what it gives. */
    @ParameterizedTest(name = "{0} {1}={2}: {3} {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            deposit    | surprise      | 1                     | 400 UNKNOWN_FIELD               | surprise
            deposit    | chainId       | -                     | 400 MISSING_FIELD               | chainId
            deposit    | chainId       | "43114"               | 400 WRONG_TYPE                  | chainId
            deposit    | chainId       | 43114.5               | 400 WRONG_TYPE                  | chainId
            deposit    | chainId       | null                  | 400 WRONG_TYPE                  | chainId
            deposit    | chainId       | -1                    | 400 NUMBER_OUT_OF_RANGE         | chainId
            deposit    | chainId       | 9223372036854775808   | 400 NUMBER_OUT_OF_RANGE         | chainId
            deposit    | chainId       | 1                     | 422 UNKNOWN_CHAIN               | chainId
            deposit    | chainId       | 42161                 | 401 SIGNATURE_MISMATCH          | signature
            deposit    | from          | "0x12"                | 400 INVALID_ADDRESS             | from
            deposit    | from          | "0x1111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH | signature
            deposit    | from          | "0x0000000000000000000000000000000000000000" | 400 INVALID_ADDRESS    | from
            deposit    | from          | "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" | 400 INVALID_ADDRESS    | from
            deposit    | amount        | 100                   | 400 WRONG_TYPE                  | amount
            deposit    | amount        | "1e2"                 | 400 AMOUNT_MALFORMED            | amount
            deposit    | amount        | "+1"                  | 400 AMOUNT_MALFORMED            | amount
            deposit    | amount        | "1."                  | 400 AMOUNT_MALFORMED            | amount
            deposit    | amount        | ".5"                  | 400 AMOUNT_MALFORMED            | amount
            deposit    | amount        | "007"                 | 400 AMOUNT_MALFORMED            | amount
            deposit    | amount        | ""                    | 400 AMOUNT_MALFORMED            | amount
            deposit    | amount        | "٣"                   | 400 AMOUNT_MALFORMED            | amount
            deposit    | amount        | "0"                   | 400 AMOUNT_ZERO                 | amount
            deposit    | amount        | "0.000000"            | 400 AMOUNT_ZERO                 | amount
            deposit    | amount        | "-1"                  | 400 AMOUNT_NEGATIVE             | amount
            deposit    | amount        | "0.0000001"           | 400 AMOUNT_TOO_PRECISE          | amount
            deposit    | amount        | "9223372036.854776"   | 400 AMOUNT_TOO_LARGE            | amount
            deposit    | amount        | "9223372036.854775"   | 401 SIGNATURE_MISMATCH          | signature
            deposit    | amount        | "100.000001"          | 401 SIGNATURE_MISMATCH          | signature
            deposit    | amount        | "100.000000"          | accepted                        |
            deposit    | validAfter    | S+0                   | 422 AUTHORIZATION_NOT_YET_VALID | validAfter
            deposit    | validBefore   | S+15                  | 422 AUTHORIZATION_EXPIRED       | validBefore
            deposit    | validBefore   | S+16                  | 401 SIGNATURE_MISMATCH          | signature
            deposit    | nonce         | "0x12"                | 400 INVALID_HEX                 | nonce
            deposit    | signature     | "0x12"                | 400 INVALID_SIGNATURE           | signature
            intent     | intentId      | ""                    | 400 INVALID_ID                  | intentId
            intent     | intentId      | "a b"                 | 400 INVALID_ID                  | intentId
            intent     | intentId      | "i-2"                 | 401 SIGNATURE_MISMATCH          | signature
            intent     | provider      | "0x1111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH | signature
            intent     | maxAmount     | "0.0000000001"        | 400 AMOUNT_TOO_PRECISE          | maxAmount
            intent     | maxAmount     | "9223372036.854775808"| 400 AMOUNT_TOO_LARGE            | maxAmount
            intent     | maxAmount     | "9223372036.854775807"| 401 SIGNATURE_MISMATCH          | signature
            intent     | deadlineMs    | MS+0                  | 422 DEADLINE_PASSED             | deadlineMs
            intent     | deadlineMs    | MS+86400001           | 422 DEADLINE_TOO_FAR            | deadlineMs
            intent     | deadlineMs    | MS+86400000           | 401 SIGNATURE_MISMATCH          | signature
            intent     | payoutMode    | "LATER"               | 400 UNKNOWN_VALUE               | payoutMode
            intent     | payoutMode    | "INSTANT"             | 401 SIGNATURE_MISMATCH          | signature
            intent     | payoutChainId | 1                     | 422 UNKNOWN_CHAIN               | payoutChainId
            intent     | signature     | -                     | 400 MISSING_FIELD               | signature
            intent     | escrow        | {}                    | 422 UNSUPPORTED_MODE            | payoutMode
            escrow     | escrow        | 1                     | 400 WRONG_TYPE                  | escrow
            escrow     | payoutMode    | "BATCH"               | 422 UNSUPPORTED_MODE            | payoutMode
            escrow     | payoutChainId | 43114                 | 422 ESCROW_TERMS                | escrow.receiver
            escrow     | maxAmount     | "0.0500001"           | 400 AMOUNT_TOO_PRECISE          | maxAmount
            escrow     | maxAmount     | "0.06"                | 422 ESCROW_TERMS                | escrow.maxAmount
            escrow     | deadlineMs    | MS+570001             | 422 ESCROW_TERMS                | escrow.authorizationExpiryS
            escrow     | deadlineMs    | MS+570000             | 401 SIGNATURE_MISMATCH          | signature
            escrow     | nonce         | "0x4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d" | 422 NONCE_MISMATCH | nonce
            escrow     | escrow.extra  | 1                     | 400 UNKNOWN_FIELD               | escrow.extra
            escrow     | escrow.salt   | -                     | 400 MISSING_FIELD               | escrow.salt
            escrow     | escrow.chainId | 1                    | 422 UNKNOWN_CHAIN               | escrow.chainId
            escrow     | escrow.token  | "0x1111111111111111111111111111111111111111" | 422 ESCROW_TERMS       | escrow.token
            escrow     | escrow.operator | "0x1111111111111111111111111111111111111111" | 422 ESCROW_TERMS     | escrow.operator
            escrow     | escrow.receiver | "0x1111111111111111111111111111111111111111" | 422 ESCROW_TERMS     | escrow.receiver
            escrow     | escrow.feeReceiver | "0x1111111111111111111111111111111111111111" | 422 ESCROW_TERMS  | escrow.feeReceiver
            escrow     | escrow.maxAmount | "0.05001"          | 422 ESCROW_TERMS                | escrow.maxAmount
            escrow     | escrow.minFeeBps | 9                  | 422 ESCROW_TERMS                | escrow.minFeeBps
            escrow     | escrow.maxFeeBps | 11                 | 422 ESCROW_TERMS                | escrow.maxFeeBps
            escrow     | escrow.maxFeeBps | 10001              | 400 NUMBER_OUT_OF_RANGE         | escrow.maxFeeBps
            escrow     | escrow.preApprovalExpiryS | S+14      | 422 AUTHORIZATION_EXPIRED       | escrow.preApprovalExpiryS
            escrow     | escrow.preApprovalExpiryS | S+15      | 422 NONCE_MISMATCH              | nonce
            escrow     | escrow.preApprovalExpiryS | S+601     | 422 ESCROW_TERMS                | escrow.authorizationExpiryS
            escrow     | escrow.authorizationExpiryS | 281474976710656 | 400 NUMBER_OUT_OF_RANGE | escrow.authorizationExpiryS
            escrow     | escrow.refundExpiryS | S+599          | 422 ESCROW_TERMS                | escrow.refundExpiryS
            escrow     | escrow.salt   | "0x4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d4d" | 422 NONCE_MISMATCH | nonce
            escrow     | escrow.signature | "0x"               | 400 INVALID_SIGNATURE           | escrow.signature
            escrow     | intentId      | "i-2"                 | 401 SIGNATURE_MISMATCH          | signature
            escrow-unsigned    | nothing  | -                  | accepted                        |
            escrow-unsigned    | intentId | "i-2"              | 422 ESCROW_TERMS                | escrow.salt
            escrow-random-salt | nothing  | -                  | 422 ESCROW_TERMS                | escrow.salt
            receipt    | used          | "0"                   | 400 AMOUNT_ZERO                 | used
            receipt    | used          | "0.007000001"         | 401 SIGNATURE_MISMATCH          | signature
            receipt    | inputTokens   | -1                    | 400 NUMBER_OUT_OF_RANGE         | inputTokens
            receipt    | outputTokens  | 51                    | 401 SIGNATURE_MISMATCH          | signature
            receipt    | payoutChainId | 5                     | 422 UNKNOWN_CHAIN               | payoutChainId
            receipt    | timestampMs   | MS+1                  | 401 SIGNATURE_MISMATCH          | signature
            settlement | payer         | "0x1111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH | signature
            settlement | nonce         | 5                     | 400 WRONG_TYPE                  | nonce
            refund     | reason        | "BORED"               | 400 UNKNOWN_VALUE               | reason
            refund     | reason        | "CANCELLED"           | 401 SIGNATURE_MISMATCH          | signature
            withdrawal | withdrawalId  | "w/1"                 | 400 INVALID_ID                  | withdrawalId
            withdrawal | chainId       | 7                     | 422 UNKNOWN_CHAIN               | chainId
            withdrawal | amount        | "1.5000001"           | 400 AMOUNT_TOO_PRECISE          | amount
            withdrawal | amount        | "1.6"                 | 401 SIGNATURE_MISMATCH          | signature
            withdrawal | recipient     | "0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" | 400 INVALID_ADDRESS    | recipient
            withdrawal | recipient     | "0xcccccccccccccccccccccccccccccccccccccccc" | 400 INVALID_ADDRESS    | recipient
            withdrawal | validBeforeMs | MS+0                  | 422 AUTHORIZATION_EXPIRED       | validBeforeMs
            withdrawal | validBeforeMs | MS+604800001          | 422 AUTHORIZATION_TOO_LONG      | validBeforeMs
            provider   | payoutAddress | "0x1111111111111111111111111111111111111111" | 401 SIGNATURE_MISMATCH | signature
            provider   | payoutChainId | 7                     | 422 UNKNOWN_CHAIN               | payoutChainId
            provider   | validBeforeMs | MS+0                  | 422 AUTHORIZATION_EXPIRED       | validBeforeMs
            """)
    void oneFieldChanged(String kind, String field, String value, String outcome, @Nullable String fieldAtFault)
            throws JsonProcessingException {
        ObjectNode body = Requests.good(kind);
        change(body, field, value);
        if (outcome.equals("accepted")) {
            accept(kind, body);
            return;
        }
        Problem problem = problem(() -> accept(kind, body));
        assertThat(problem.status() + " " + problem.code()).isEqualTo(outcome);
        assertThat(problem.field()).isEqualTo(fieldAtFault);
        assertThat(problem.detail()).startsWith(fieldAtFault + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deposit", "intent", "escrow", "receipt", "settlement", "refund", "withdrawal", "provider"})
    void goodRequestsAreAccepted(String kind) {
        SpecificRecord input = accept(kind, Requests.good(kind));
        assertThat(((InputId16) input.get(0)).bytes())
                .isEqualTo(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "\"text\""})
    void bodyMustBeAnObject(String json) throws JsonProcessingException {
        JsonNode body = Requests.JSON.readTree(json);
        Problem problem = problem(() -> acceptance.deposit(body, NOW));
        assertThat(problem.code()).isEqualTo("WRONG_TYPE");
        assertThat(problem.field()).isNull();
    }

    @Test
    void recordsCarryWhatWasSigned() {
        IntentLocked locked = acceptance.intent(Requests.escrow("i-1", Requests.NONCE, true), SessionLookup.NONE, NOW);
        assertThat(locked.getMaxAmountNanos()).isEqualTo(50_000_000);
        assertThat(locked.getFunding()).hasToString("ESCROW");
        assertThat(locked.getDraws()).isEmpty();
        assertThat(locked.getEscrow().getMaxAmountMicros()).isEqualTo(50_000);
        assertThat(locked.getEscrow().getSalt().bytes()).isEqualTo(Requests.NONCE.bytes());
        assertThat(locked.getSignature()).isNotEqualTo(locked.getEscrow().getSignature());
        assertThat(acceptance.deposit(Requests.deposit(), NOW).getAmountMicros())
                .isEqualTo(100_000_000);
        assertThat(acceptance.receipt(Requests.receipt(), NOW).getUsedNanos()).isEqualTo(7_000_000);
    }

    @Test
    void locksOfCreditsNameNoDraws() {
        IntentLocked locked = acceptance.intent(Requests.intent(), SessionLookup.NONE, NOW);
        assertThat(locked.getFunding()).hasToString("CREDITS");
        assertThat(locked.getDraws()).isEmpty();
        assertThat(locked.getSessionKey()).isNull();
    }

    @Test
    void eitherPartyMayClose() {
        assertThat(acceptance.settlement(Requests.settlement(Requests.PAYER)).getRequestedBy())
                .isEqualTo(RequestedBy.PAYER);
        assertThat(acceptance.refund(Requests.refund(Requests.PROVIDER)).getRequestedBy())
                .isEqualTo(RequestedBy.PROVIDER);
        PrivateKey stranger = Requests.STRANGER;
        assertThat(problem(() -> acceptance.settlement(Requests.settlement(stranger)))
                        .code())
                .isEqualTo("SIGNATURE_MISMATCH");
    }

    @Test
    void recordsOfProducersAreVerified() {
        UsageReceipt receipt = acceptance.receipt(Requests.receipt(), NOW);
        acceptance.verify(receipt);
        assertCode(
                receipt,
                "SIGNATURE_MISMATCH",
                () -> acceptance.verify(
                        UsageReceipt.newBuilder(receipt).setUsedNanos(8).build()));
        assertCode(
                receipt,
                "AMOUNT_NEGATIVE",
                () -> acceptance.verify(
                        UsageReceipt.newBuilder(receipt).setUsedNanos(-1).build()));
        assertCode(
                receipt,
                "AMOUNT_ZERO",
                () -> acceptance.verify(
                        UsageReceipt.newBuilder(receipt).setUsedNanos(0).build()));
        assertCode(
                receipt,
                "NUMBER_OUT_OF_RANGE",
                () -> acceptance.verify(
                        UsageReceipt.newBuilder(receipt).setInputTokens(-1).build()));
        assertCode(
                receipt,
                "INVALID_ID",
                () -> acceptance.verify(
                        UsageReceipt.newBuilder(receipt).setIntentId("").build()));
        SettlementRequested settlement = acceptance.settlement(Requests.settlement(Requests.PROVIDER));
        acceptance.verify(settlement);
        assertCode(
                settlement,
                "SIGNATURE_MISMATCH",
                () -> acceptance.verify(SettlementRequested.newBuilder(settlement)
                        .setRequestedBy(RequestedBy.GATEWAY)
                        .build()));
        assertCode(
                settlement,
                "UNSIGNED_REQUEST",
                () -> acceptance.verify(SettlementRequested.newBuilder(settlement)
                        .setSignature(null)
                        .build()));
        RefundRequested refund = acceptance.refund(Requests.refund(Requests.PAYER));
        acceptance.verify(refund);
        assertCode(
                refund,
                "UNSIGNED_REQUEST",
                () -> acceptance.verify(
                        RefundRequested.newBuilder(refund).setNonce(null).build()));
    }

    private static void assertCode(SpecificRecord changed, String code, Runnable request) {
        assertThat(problem(request).code()).as(changed.getSchema().getName()).isEqualTo(code);
    }

    private static Problem problem(Runnable request) {
        ProblemException thrown = catchThrowableOfType(ProblemException.class, request::run);
        assertThat(thrown).as("refusal").isNotNull();
        return thrown.problem();
    }

    private SpecificRecord accept(String kind, JsonNode body) {
        return switch (kind) {
            case "deposit" -> acceptance.deposit(body, NOW);
            case "intent", "escrow", "escrow-unsigned", "escrow-random-salt" ->
                acceptance.intent(body, SessionLookup.NONE, NOW);
            case "receipt" -> acceptance.receipt(body, NOW);
            case "settlement" -> acceptance.settlement(body);
            case "refund" -> acceptance.refund(body);
            case "withdrawal" -> acceptance.withdrawal(acceptance.readWithdrawal(body, NOW), WalletProof.NONE);
            case "provider" -> acceptance.provider(body, NOW);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static void change(ObjectNode body, String field, String value) throws JsonProcessingException {
        ObjectNode target = body;
        String name = field;
        if (field.startsWith("escrow.")) {
            target = (ObjectNode) body.get("escrow");
            name = field.substring("escrow.".length());
        }
        if (value.equals("-")) {
            target.remove(name);
        } else if (value.startsWith("MS+")) {
            target.put(name, NOW_MS + Long.parseLong(value.substring(3)));
        } else if (value.startsWith("S+")) {
            target.put(name, NOW_S + Long.parseLong(value.substring(2)));
        } else {
            target.set(name, Requests.JSON.readTree(value));
        }
    }
}
