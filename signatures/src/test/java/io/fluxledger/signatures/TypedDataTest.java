package io.fluxledger.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TypedDataTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<JsonNode> samples() throws IOException {
        try (InputStream in = TypedDataTest.class.getResourceAsStream("/eip712-samples.json")) {
            return list(JSON.readTree(Objects.requireNonNull(in))).stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void encodesAsPublished(JsonNode vector) {
        check(vector);
    }

    @Test
    void encodesAllPublishedVectors() throws IOException {
        List<JsonNode> vectors = list(JSON.readTree(Files.readAllBytes(sharedFile("eip712-vectors.json"))));
        assertThat(vectors).hasSizeGreaterThan(1000);
        vectors.forEach(TypedDataTest::check);
    }

    @Test
    void recoversThePublishedTransfer() throws IOException {
        JsonNode vector = JSON.readTree(Files.readAllBytes(sharedFile("eip3009-vector.json")));
        checkTransfer(vector);
    }

    /** The same vector, committed: a real EIP-3009 authorization of the x402 specification. */
    @Test
    void recoversTheCommittedTransfer() throws IOException {
        try (InputStream in = TypedDataTest.class.getResourceAsStream("/eip3009-sample.json")) {
            checkTransfer(JSON.readTree(Objects.requireNonNull(in)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            uint8     | 256                | T.v does not fit uint8
            uint8     | -1                 | T.v does not fit uint8
            int8      | 128                | T.v does not fit int8
            int8      | -129               | T.v does not fit int8
            uint8     | 1.5                | T.v is no whole number
            uint7     | 1                  | T.v has the unknown type uint7
            bytes33   | 0x                 | T.v has the unknown type bytes33
            bytes4    | 0x0102             | T.v has 2 bytes, not 4
            bytes     | 01                 | T.v does not start with 0x
            address   | 0x01               | T.v has 1 bytes, not 20
            bool      | true               | T.v is no boolean
            uint8[]   | 1                  | T.v is no array
            U         | 1                  | T.v is no struct
            V         | 1                  | T.v has the unknown type V
            """)
    void namesWhatDoesNotFit(String type, String value, String message) {
        Map<String, List<TypedData.Field>> types = Map.of("T", List.of(new TypedData.Field("v", type)), "U", List.of());
        TypedData data = new TypedData(types, "T", Map.of("name", "n"), Map.of("v", value));
        assertThatThrownBy(data::digest)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static void check(JsonNode vector) {
        TypedData data = typedData(vector, vector.get("data"));
        String name = vector.get("name").asText();
        assertThat(Hex.prefixed(data.encodedMessage()))
                .as(name)
                .isEqualTo(vector.get("encoded").asText());
        assertThat(Hex.prefixed(data.digest()))
                .as(name)
                .isEqualTo(vector.get("digest").asText());
    }

    private static void checkTransfer(JsonNode vector) {
        JsonNode message = vector.get("message");
        JsonNode domain = vector.get("domain");
        Eip712Domain token = new Eip712Domain(
                domain.get("name").asText(),
                domain.get("version").asText(),
                domain.get("chainId").asLong(),
                EthAddress.parse(domain.get("verifyingContract").asText()));
        byte[] digest = Eip3009Authorization.ofMicros(
                        EthAddress.parse(message.get("from").asText()),
                        EthAddress.parse(message.get("to").asText()),
                        message.get("value").asLong(),
                        message.get("validAfter").asLong(),
                        message.get("validBefore").asLong(),
                        Bytes32.parse(message.get("nonce").asText()))
                .transferDigest(token);
        assertThat(Hex.prefixed(digest)).isEqualTo(vector.get("digest").asText());
        assertThat(SignatureRecovery.recover(
                        digest, EthSignature.parse(vector.get("signature").asText())))
                .isEqualTo(EthAddress.parse(vector.get("recovered").asText()));
    }

    static TypedData typedData(JsonNode vector, JsonNode message) {
        return new TypedData(
                JSON.convertValue(vector.get("types"), new TypeReference<>() {}),
                vector.get("primaryType").asText(),
                JSON.convertValue(vector.get("domain"), new TypeReference<Map<String, Object>>() {}),
                JSON.convertValue(message, new TypeReference<Map<String, Object>>() {}));
    }

    /** The full published vectors are large, so they are not committed; -Dledger.shared names the folder above them. */
    private static Path sharedFile(String name) {
        String shared = System.getProperty("ledger.shared", "");
        Assumptions.assumeFalse(shared.isBlank(), "-Dledger.shared is not set");
        return Path.of(shared, "data", name);
    }

    private static List<JsonNode> list(JsonNode array) {
        return array.valueStream().toList();
    }
}
