package io.fluxledger.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnvilTest {
    private static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";

    @TempDir
    Path directory;

    @Test
    void keepsItsStateAcrossAStop() throws Exception {
        long blocks;
        try (Anvil anvil = start(43114)) {
            call(anvil, "anvil_setBalance", "\"%s\",\"0x7\"".formatted(ACCOUNT));
            call(anvil, "evm_mine", "");
            blocks = Long.decode(call(anvil, "eth_blockNumber", ""));
            assertThat(Anvil.isOurs(43114, anvil.process(), anvil.port())).isTrue();
        }
        try (Anvil anvil = start(43114)) {
            assertThat(call(anvil, "eth_chainId", "")).isEqualTo("0xa86a");
            assertThat(call(anvil, "eth_getBalance", "\"%s\",\"latest\"".formatted(ACCOUNT)))
                    .isEqualTo("0x7");
            assertThat(Long.decode(call(anvil, "eth_blockNumber", ""))).isGreaterThanOrEqualTo(blocks);
            assertThatThrownBy(() -> Anvil.isOurs(42161, anvil.process(), anvil.port()))
                    .isInstanceOf(ServerFailedException.class)
                    .hasMessageContaining("chain 43114, ours is chain 42161");
        }
    }

    private Anvil start(long chainId) {
        return Anvil.start(
                directory.resolve("chain"), chainId, Ports.free(), directory.resolve("chain.log"), Progress.SILENT);
    }

    private static String call(Anvil anvil, String method, String parameters) throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}".formatted(method, parameters);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(anvil.rpcUrl())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body()).path("result").asText();
    }
}
