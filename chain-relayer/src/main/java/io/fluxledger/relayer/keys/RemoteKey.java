package io.fluxledger.relayer.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.SignatureRecovery;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;

/**
 * A key that another program holds: {@code POST /api/v1/eth1/sign/{identifier}} with the data, which the signer hashes, and a
 * signature in hex as the answer. That is the interface of web3signer in its eth1 mode.
 */
public final class RemoteKey implements SignerSource {
    private static final int MAX_ANSWER_BYTES = 1_024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI endpoint;
    private final EthAddress address;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param signer base address of the signer
     * @param identifier what the signer calls the key: its public key in 0x-hex
     * @param address the key's account; a signature of any other is refused
     * @param timeout for one signature
     */
    public RemoteKey(URI signer, String identifier, EthAddress address, Duration timeout) {
        this.endpoint = signer.resolve("/api/v1/eth1/sign/" + identifier);
        this.address = address;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public EthAddress address() {
        return address;
    }

    @Override
    public EthSignature sign(byte[] message) throws SigningException.Unavailable {
        String answer = ask(message);
        EthSignature signature;
        try {
            signature = EthSignature.parse(answer.startsWith("0x") ? answer : "0x" + answer);
            if (SignatureRecovery.recover(Keccak256.hash(message), signature).equals(address)) {
                return signature;
            }
        } catch (IllegalArgumentException e) {
            throw new SigningException.Unavailable("the signer of " + address + " answered with no signature");
        }
        throw new SigningException.Unavailable("the signer of " + address + " signed with another key");
    }

    private String ask(byte[] message) throws SigningException.Unavailable {
        try {
            String body =
                    JSON.writeValueAsString(Map.of("data", "0x" + HexFormat.of().formatHex(message)));
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(endpoint)
                            .timeout(timeout)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
            if (answer.statusCode() != 200) {
                throw new SigningException.Unavailable(
                        "the signer of " + address + " answered with status " + answer.statusCode());
            }
            return new String(answer.body(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new SigningException.Unavailable("the signer of " + address + " does not answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SigningException.Unavailable("interrupted while the signer of " + address + " was asked");
        }
    }

    @Override
    public String toString() {
        return "RemoteKey[" + address + "]";
    }
}
