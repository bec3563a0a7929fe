package io.fluxledger.bench.intake;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.DecimalAmount;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A provider that answers at once; to a call that is paid for it signs a receipt of half of what is locked. */
final class ProviderMain {
    static final String PATH = "/answer";

    private static final int MAX_BODY_BYTES = 64 * 1_024;
    private static final int NANO_DIGITS = 9;
    private static final int NONCE_BYTES = 32;
    private static final int INPUT_TOKENS = 200;
    private static final int OUTPUT_TOKENS = 400;

    private final PrivateKey key;
    private final Eip712Domain domain;
    private final SecureRandom random = new SecureRandom();

    private ProviderMain(PrivateKey key, ChainsFile.Domain d) {
        this.key = key;
        this.domain = new Eip712Domain(d.name(), d.version(), d.chainId(), EthAddress.parse(d.verifyingContract()));
    }

    /** Arguments: port, file with the key, chains file. */
    public static void main(String[] args) throws IOException, InterruptedException {
        ProviderMain provider = new ProviderMain(
                PrivateKey.readFile(Path.of(args[1])),
                ChainsFile.read(Path.of(args[2])).domain());
        HttpService http = new HttpService(
                new HttpService.Config("127.0.0.1", Integer.parseInt(args[0]), MAX_BODY_BYTES),
                new Health(),
                new Metrics());
        http.route("POST", PATH, provider::answer).start();
        new CountDownLatch(1).await();
    }

    private HttpReply answer(HttpCall call) {
        HttpReply reply = HttpReply.json(
                200,
                Map.of(
                        "answer",
                        "an answer",
                        "usage",
                        Map.of("prompt_tokens", INPUT_TOKENS, "completion_tokens", OUTPUT_TOKENS)));
        String intentId = call.header("Fluxledger-Intent");
        String payer = call.header("Fluxledger-Payer");
        String most = call.header("Fluxledger-Max-Amount");
        String chain = call.header("Fluxledger-Payout-Chain-Id");
        if (intentId == null || payer == null || most == null || chain == null) {
            return reply;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        UsageReceiptMessage receipt = new UsageReceiptMessage(
                intentId,
                EthAddress.parse(payer),
                key.address(),
                DecimalAmount.units(most, NANO_DIGITS) / 2,
                INPUT_TOKENS,
                OUTPUT_TOKENS,
                Long.parseLong(chain),
                Bytes32.of(nonce),
                System.currentTimeMillis());
        String json = Json.STRICT.valueToTree(signed(receipt)).toString();
        return reply.header(
                "Fluxledger-Receipt", Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    }

    private Map<String, Object> signed(UsageReceiptMessage receipt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("intentId", receipt.intentId());
        json.put("payer", receipt.payer().toString());
        json.put("provider", receipt.provider().toString());
        json.put("used", BigDecimal.valueOf(receipt.usedNanos(), NANO_DIGITS).toPlainString());
        json.put("inputTokens", receipt.inputTokens());
        json.put("outputTokens", receipt.outputTokens());
        json.put("payoutChainId", receipt.payoutChainId());
        json.put("nonce", receipt.nonce().toString());
        json.put("timestampMs", receipt.timestampMs());
        json.put("signature", key.sign(receipt.digest(domain)).toString());
        return json;
    }
}
