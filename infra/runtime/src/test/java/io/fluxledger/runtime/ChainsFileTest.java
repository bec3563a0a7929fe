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
                43114,
                new ChainsFile.Domain("Fluxledger", "1", 43114, A),
                List.of(
                        chain(43114)
                                .with(
                                        List.of(new ChainsFile.Bridge("b", A, List.of(42161L))),
                                        A,
                                        List.of(new ChainsFile.Token("dEUR", A, 8))),
                        chain(42161)));
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
                "homeChainId" : 43114      | "homeChainId" : "43114"   | homeChainId must be a whole number
                "chainId" : 43114          | "chainId" : 42161         | domain.chainId must be homeChainId 43114, not 42161
                "chainId" : 42161          | "chainId" : 43114         | chains[43114].chainId appears twice
                "confirmations" : 2        | "confirmations" : 0       | chains[43114].confirmations must be at least 1
                "usdcName" : "USD Coin",   | "usdcName" : 5,           | chains[0].usdcName must be a text
                "escrow" : "0xB97          | "escrow" : "0xZ97         | chains[43114].escrow must be 0x and 40 hex digits
                "treasury" :               | "treasure" :              | chains[0].treasure is no field
                "verifyingContract" : "0xB | "verifyingContract" : "0x | domain.verifyingContract must be 0x and 40 hex digits
                "http:                     | "file:                    | chains[43114].rpcUrls must be http URLs
                "homeChainId"              | "homeChain"               | homeChain
                "name" : "chain43114"      | "name" : "a", "name":"b"  | Duplicate
                "name" : "chain43114"      | "name" : "base"           | chains[0].chainId of base is 8453, not 43114
                "rpcUrls"                  | "rpcUrl":"http://x", "rpcUrls" | chains[0].rpcUrls must be given, or rpcUrl, and not both
                "congestionGwei" : 200     | "congestionGwei" : 501    | chains[43114].gasCeilingGwei must be at least congestionGwei 501
                "destinations" : [ 42161 ] | "destinations" : [ 1 ]    | chains[43114].bridges[b].destinations has chain 1
                "decimals" : 8             | "decimals" : 99           | chains[43114].tokens[dEUR].decimals must be 0 to 36
                "swapPool" : "0xB          | "swapPool" : "0xZ         | chains[43114].swapPool must be 0x and 40 hex digits
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

    @Test
    void aKnownChainIsDescribedByItsName() throws Exception {
        Path path = dir.resolve("chains.json");
        String own = """
                "escrow":"%s","collector":"%s","audit":"%s","treasury":"%s","operator":"%s\"""".formatted(A, A, A, A, A);
        Files.writeString(path, """
                {"homeChainId":8453,
                 "domain":{"name":"Fluxledger","version":"1","chainId":8453,"verifyingContract":"%s"},
                 "chains":[{"name":"base","rpcUrls":["http://a.example","https://b.example/key"],%s},
                           {"name":"linea","rpcUrl":"http://c.example","confirmations":30,"congestionGwei":7,%s}]}
                """.formatted(A, own, own));
        ChainsFile read = ChainsFile.read(path);
        ChainsFile.Chain base = read.chain(8453).orElseThrow();
        assertThat(base.usdc()).isEqualTo("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
        assertThat(base.usdcName()).isEqualTo("USD Coin");
        assertThat(base.rpcUrls()).extracting(URI::getHost).containsExactly("a.example", "b.example");
        assertThat(base.confirmations()).isEqualTo(570);
        assertThat(base.traits()).isEqualTo(new ChainTraits("ETH", 2_000, 1_140, 500, 200));
        ChainsFile.Chain linea = read.chain(59144).orElseThrow();
        assertThat(linea.usdcName()).as("the chain says it").isEmpty();
        assertThat(linea.confirmations()).isEqualTo(30);
        assertThat(linea.traits()).isEqualTo(new ChainTraits("ETH", 2_000, 21_600, 500, 7));

        Files.writeString(path, Files.readString(path).replace("\"base\"", "\"basis\""));
        assertThatThrownBy(() -> ChainsFile.read(path))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "chains[0].chainId is missing, and name is none of the known chains: [ethereum,");
    }
}
