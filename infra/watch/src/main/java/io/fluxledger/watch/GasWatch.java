package io.fluxledger.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the accounts that send transactions have of a chain's coin, which gas is paid with. */
final class GasWatch {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int COIN_DIGITS = 18;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EncryptedTokensFile encrypted;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    /** @param encrypted where payouts are encrypted: their accounts pay gas too */
    GasWatch(EncryptedTokensFile encrypted) {
        this.encrypted = encrypted;
    }

    /**
     * Coins by role of the account.
     *
     * @throws IOException when the chain's node does not say
     */
    SortedMap<String, Double> look(ChainsFile.Chain chain) throws IOException, InterruptedException {
        SortedMap<String, String> accounts = new TreeMap<>();
        accounts.put("treasury", chain.treasury());
        accounts.put("operator", chain.operator());
        encrypted.token(chain.chainId()).ifPresent(token -> accounts.put("payouts", token.payoutAccount()));
        SortedMap<String, Double> coins = new TreeMap<>();
        for (Map.Entry<String, String> account : accounts.entrySet()) {
            coins.put(account.getKey(), coins(chain.rpcUrl(), account.getValue()));
        }
        return coins;
    }

    private double coins(URI rpc, String account) throws IOException, InterruptedException {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBalance\",\"params\":[\"%s\",\"latest\"]}"
                .formatted(account.toLowerCase(Locale.ROOT));
        HttpRequest request = HttpRequest.newBuilder(rpc)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        JsonNode answer = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        String wei = answer.path("result").asText();
        if (!wei.matches("0x[0-9a-f]+")) {
            throw new IOException("the node's answer has no balance");
        }
        return new BigDecimal(new BigInteger(wei.substring(2), 16), COIN_DIGITS).doubleValue();
    }
}
