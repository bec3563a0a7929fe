package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.util.UUID;

/** Intake's operator routes, asked as a program would. */
final class OperatorDoor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LedgerClient intake;
    private final String bearer;

    OperatorDoor(LiveStack stack, LedgerClient intake) throws IOException {
        this.intake = intake;
        this.bearer =
                "Bearer " + Files.readString(stack.directory().operatorKey()).trim();
    }

    /** A body with a new id: a UUID of version 7. */
    static ObjectNode order() {
        UUID random = UUID.randomUUID();
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (random.getMostSignificantBits() & 0xfffL);
        return JSON.createObjectNode().put("id", new UUID(high, random.getLeastSignificantBits()).toString());
    }

    Answer post(String path, ObjectNode body) {
        return post(path, body, bearer);
    }

    Answer post(String path, ObjectNode body, String authorization) {
        return intake.post("/v1/operator/" + path, body, "Authorization", authorization);
    }

    Answer get(String path) {
        return intake.get("/v1/operator/" + path, "Authorization", bearer);
    }

    /** Status, code and, where there is one, field. */
    static void assertProblem(Answer answer, String expected) {
        String field = answer.body().path("field").asText();
        assertThat((answer.status() + " " + answer.code() + " " + field).trim())
                .as(answer.describe())
                .isEqualTo(expected);
    }
}
