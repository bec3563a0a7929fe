package io.fluxledger.local.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.local.client.Answer;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Usdc;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.SignatureRecovery;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessRouteTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Eip712Domain DOMAIN =
            new Eip712Domain("Fluxledger", "1", 43114, EthAddress.parse("0x00000000000000000000000000000000000000aa"));
    private static final String PAYER = "0x00000000000000000000000000000000000000bb";

    @TempDir
    Path keys;

    private final PrivateKey key = PrivateKey.generate(new SecureRandom());
    private HttpService http = service();
    private LedgerClient client = new LedgerClient("");

    @BeforeEach
    void start() throws Exception {
        Files.writeString(keys.resolve("one.key"), key.exposeHex());
        DemoReceipts receipts = new DemoReceipts(
                new ProviderKeys(keys), new ReceiptSigner(DOMAIN), new UsageBook(keys.resolve("usage.log")), 43114);
        ProcessRoute route = new ProcessRoute(receipts, DemoPrices.DEFAULT);
        http = service();
        route.addTo(http);
        http.start();
        client = new LedgerClient("http://127.0.0.1:" + http.port());
    }

    @AfterEach
    void stop() {
        client.close();
        http.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # prompt                                                | in  | out | used         | signed by the provider
        Explain in two sentences how a hotel holds a deposit.   | 100 | 50  | 0.007        | true
        Say hello.                                              | 2   | 64  | 0.00392      | true
        [bad-receipt] Say hello.                                | 6   | 64  | 0.00408      | false
        [over] Say hello.                                       | 4   | 64  | 1000         | true
        """)
    void statesUsageInASignedReceipt(String prompt, long in, long out, String used, boolean signed) throws Exception {
        Answer answer = client.post("/providers/" + key.address() + "/process", request(prompt));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        JsonNode usage = answer.body().path("completion").path("usage");
        assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(in);
        assertThat(usage.path("completion_tokens").asLong()).isEqualTo(out);
        JsonNode receipt = answer.body().path("receipt");
        assertThat(receipt.path("used").asText()).isEqualTo(used);
        UsageReceiptMessage message = new UsageReceiptMessage(
                "fluxpay:abc123",
                EthAddress.parse(PAYER),
                key.address(),
                Usdc.nanos(used),
                in,
                out,
                42161,
                Bytes32.parse(receipt.path("nonce").asText()),
                receipt.path("timestampMs").asLong());
        EthAddress signer = SignatureRecovery.recover(
                message.digest(DOMAIN),
                EthSignature.parse(receipt.path("signature").asText()));
        assertThat(signer.equals(key.address())).isEqualTo(signed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # field    | value                                      | status | code
        prompt     | [fail] Say hello.                          | 500    | MODEL_FAILED
        payer      | nobody                                     | 400    | INVALID_FIELD
        """)
    void refusesOrFails(String field, String value, int status, String code) {
        Answer answer = client.post(
                "/providers/" + key.address() + "/process",
                request("Say hello.").put(field, value));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void doesNotSignForAStranger() {
        Answer answer = client.post("/providers/" + PAYER + "/process", request("Say hello."));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("UNKNOWN_PROVIDER");
    }

    @Test
    void findsKeysThatCameLater() throws Exception {
        PrivateKey later = PrivateKey.generate(new SecureRandom());
        Files.writeString(keys.resolve("two.key"), later.exposeHex());
        assertThat(client.post("/providers/" + later.address() + "/process", request("Say hello."))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void answersChatsWithoutAReceipt() {
        ObjectNode chat = JSON.createObjectNode();
        chat.putArray("messages").addObject().put("role", "user").put("content", "Say hello.");
        Answer answer = client.post("/v1/chat/completions", chat.put("max_tokens", 7));
        assertThat(answer.body().path("usage").path("completion_tokens").asLong())
                .isEqualTo(7);
        assertThat(answer.body().has("receipt")).isFalse();
    }

    private static ObjectNode request(String prompt) {
        return JSON.createObjectNode()
                .put("intentId", "fluxpay:abc123")
                .put("payer", PAYER)
                .put("prompt", prompt)
                .put("payoutChainId", 42161);
    }

    private static HttpService service() {
        return new HttpService(new HttpService.Config("127.0.0.1", 0, 65_536), new Health(), new Metrics());
    }
}
