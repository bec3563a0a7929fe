package io.fluxledger.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainsFileTest {
    private static final String A = "0xB97EF9Ef8734C71904D8002F8b6Bc66Dd9c48a6E";

    @TempDir
    private Path dir;

    private static ChainsFile.Chain chain(long id) {
        return new ChainsFile.Chain(
                id, "chain" + id, URI.create("http://127.0.0.1:8545"), A, "USD Coin", "2", A, A, A, A, A, 2);
    }

    private static ChainsFile file() {
        return new ChainsFile(
                43114, new ChainsFile.Domain("Fluxledger", "1", 43114, A), List.of(chain(43114), chain(42161)));
    }

    @Test
    void readsWhatItWrote() throws Exception {
        Path path = dir.resolve("chains.json");
        file().write(path);
        ChainsFile read = ChainsFile.read(path);
        assertThat(read).isEqualTo(file());
        assertThat(read.chain(42161)).contains(chain(42161));
        assertThat(read.chain(1)).isEmpty();
        try (var left = Files.list(dir)) {
            assertThat(left).as("nothing half-written is left").containsExactly(path);
        }
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        Path path = dir.resolve("chains.json");
        file().write(path);
        String good = Files.readString(path);
        // text | replacement, first occurrence | what the message contains
        String table = """
                "homeChainId" : 43114      | "homeChainId" : 5         | homeChainId 5 is none of the chains
                "chainId" : 43114          | "chainId" : 42161         | domain.chainId must be homeChainId 43114, not 42161
                "chainId" : 42161          | "chainId" : 43114         | chains[43114].chainId appears twice
                "confirmations" : 2        | "confirmations" : 0       | chains[43114].confirmations must be at least 1
                "confirmations" : 2        | "confirmations" : null    | confirmations
                "usdcName" : "USD Coin",   |                           | usdcName
                "escrow" : "0xB97          | "escrow" : "0xZ97         | chains[43114].escrow must be 0x and 40 hex digits
                "verifyingContract" : "0xB | "verifyingContract" : "0x | domain.verifyingContract must be 0x and 40 hex digits
                "rpcUrl" : "http:          | "rpcUrl" : "file:         | chains[43114].rpcUrl must be an http URL
                "homeChainId"              | "homeChain"               | homeChain
                "name" : "chain43114"      | "name" : "a", "name":"b"  | Duplicate
                """;
        for (String row : table.lines().toList()) {
            String[] cells = row.split("\\|");
            String from = cells[0].trim();
            assertThat(good).as(row).contains(from);
            int at = good.indexOf(from);
            Files.writeString(path, good.substring(0, at) + cells[1].trim() + good.substring(at + from.length()));
            assertThatThrownBy(() -> ChainsFile.read(path))
                    .as(row)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(cells[2].trim());
        }
        assertThatThrownBy(() -> ChainsFile.read(dir.resolve("absent.json")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("absent.json");
    }
}
