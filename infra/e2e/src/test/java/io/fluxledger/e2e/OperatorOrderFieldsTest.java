package io.fluxledger.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.stack.LocalChain;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators' orders are refused for, with and without the operator's key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorOrderFieldsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long HOME = LocalChain.HOME.chainId();
    private static final long REMOTE = LocalChain.REMOTE.chainId();
    private static final String STRANGER = "0x" + "5e".repeat(20);

    private LedgerClient intake;
    private OperatorDoor door;

    @BeforeAll
    void open() throws Exception {
        LiveStack stack = LiveStack.shared();
        intake = stack.intake();
        door = new OperatorDoor(stack, intake);
    }

    @AfterAll
    void close() {
        intake.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # path             | field                | value             | problem
            parameters         | providerFeePpm       | 1000001           | 400 NUMBER_OUT_OF_RANGE providerFeePpm
            parameters         | rulesVersion         | 2                 | 422 UNKNOWN_RULES_VERSION rulesVersion
            parameters         | sweepLimit           | 0                 | 400 NUMBER_OUT_OF_RANGE sweepLimit
            parameters         | retentionMs          | 1                 | 400 NUMBER_OUT_OF_RANGE retentionMs
            parameters         | monthlyMinimumFee    | "-1"              | 400 AMOUNT_NEGATIVE monthlyMinimumFee
            parameters         | id                   | "0"               | 400 INVALID_ID id
            parameters         | id                   | "00000000-0000-4000-8000-000000000000" | 400 INVALID_ID id
            parameters         | id                   | "00000000-0000-7000-8000-000000000000" | 422 REQUEST_ID_TIME id
            holds              | chainId              | 7                 | 422 UNKNOWN_CHAIN chainId
            holds              | reason               | ""                | 400 INVALID_TEXT reason
            holds/releases     | extra                | 1                 | 400 UNKNOWN_FIELD extra
            quarantines        | inputId              | "x"               | 400 INVALID_ID inputId
            suspense           | resolution           | "KEEP"            | 400 UNKNOWN_VALUE resolution
            suspense           | nonce                | "0x00"            | 400 INVALID_HEX nonce
            disputes/decisions | disputeId            | "7"               | 400 INVALID_ID disputeId
            disputes/decisions | upheld               | "-0.1"            | 400 AMOUNT_NEGATIVE upheld
            disputes/decisions | intentId             | "unknown"         | 404 UNKNOWN_DISPUTE
            """)
    void badOrdersNameTheField(String path, String field, String value, String problem) throws Exception {
        ObjectNode order = good(path);
        order.set(field, JSON.readTree(value));
        OperatorDoor.assertProblem(door.post(path, order), problem);
        OperatorDoor.assertProblem(door.post(path, good(path), "Bearer " + "0".repeat(64)), "401 OPERATOR_KEY_WRONG");
        OperatorDoor.assertProblem(intake.post("/v1/operator/" + path, good(path)), "401 OPERATOR_KEY_MISSING");
    }

    private ObjectNode good(String path) {
        ObjectNode order = OperatorDoor.order();
        return switch (path) {
            case "parameters" ->
                order.put("rulesVersion", 1)
                        .put("providerFeePpm", 1_000)
                        .put("monthlyMinimumFee", "10")
                        .put("monthlyMinimumVolume", "1000")
                        .put("sweepLimit", 256)
                        .put("retentionMs", 2_592_000_000L)
                        .put("maxIntentLifeMs", 86_400_000L);
            case "holds" -> order.put("chainId", REMOTE).put("reason", "no route");
            case "holds/releases" -> order.put("chainId", REMOTE);
            case "quarantines" ->
                order.put("inputId", UUID.randomUUID().toString()).put("reason", "none");
            case "suspense" ->
                order.put("payer", STRANGER)
                        .put("chainId", HOME)
                        .put("nonce", "0x" + "22".repeat(32))
                        .put("resolution", "CREDIT");
            case "disputes/decisions" ->
                order.put("provider", STRANGER)
                        .put("disputeId", "0-999999")
                        .put("payer", STRANGER)
                        .put("intentId", "none")
                        .put("upheld", "0");
            default -> throw new IllegalArgumentException(path);
        };
    }
}
