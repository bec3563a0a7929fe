package io.fluxledger.relayer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.runtime.ChainStart;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.KnownChains;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every reason not to start, told by real nodes. */
class ChainStartTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String NOWHERE = "http://127.0.0.1:1";
    private static TestChains chains;
    private static TestChain home;
    private static TestChain remote;

    @TempDir
    private Path dir;

    @BeforeAll
    static void start() {
        chains = TestChains.shared();
        home = chains.home();
        remote = chains.remote();
    }

    private ChainsFile changed(String from, String to) throws Exception {
        String text = Files.readString(chains.chainsFile());
        assertThat(text).contains(from);
        int at = text.indexOf(from);
        Path file = Files.writeString(
                dir.resolve("changed.json"), text.substring(0, at) + to + text.substring(at + from.length()));
        return ChainsFile.read(file);
    }

    private void refused(String from, String to, String reason) throws Exception {
        ChainsFile file = changed(from, to);
        assertThatThrownBy(() -> ChainStart.confirmed(file, TIMEOUT))
                .as("%s -> %s", from, to)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("chains[43114] (avalanche): " + reason);
    }

    @Test
    void theRightChainsAreConfirmed() {
        ChainsFile file = ChainsFile.read(chains.chainsFile());
        assertThat(ChainStart.confirmed(file, TIMEOUT)).isEqualTo(file);
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        String here = home.rpcUrl().toString();
        String there = remote.rpcUrl().toString();
        String usdc = home.contracts().usdc();
        String usdcField = "\"usdc\":\"" + usdc + "\"";
        refused(here, there, "node 0 of rpcUrls serves chain 42161");
        refused(here + "\"", here + "\",\"" + there + "\"", "node 1 of rpcUrls serves chain 42161");
        String nobody = "0x" + "ab".repeat(20);
        refused(usdcField, "\"usdc\":\"" + nobody + "\"", "usdc " + nobody + " has no code on this chain");
        String escrow = home.contracts().escrow();
        refused(
                usdcField,
                "\"usdc\":\"" + escrow + "\"",
                "usdc " + escrow + " has no decimals(): it is no ERC-20 token");
        String euro = home.contracts().swapToken();
        refused(usdcField, "\"usdc\":\"" + euro + "\"", "usdc " + euro + " has 8 decimals, USDC has 6");
        refused(
                "\"usdcName\":\"USD Coin\"",
                "\"usdcName\":\"USDC\"",
                "usdc " + usdc + " says its name is \"USD Coin\", usdcName says \"USDC\"");
        refused(
                "\"usdcVersion\":\"2\"",
                "\"usdcVersion\":\"1\"",
                "usdc " + usdc + " says its version is \"2\", usdcVersion says \"1\"");
    }

    @Test
    void aNodeThatIsDownIsNoReasonUnlessOnlyItKnowsTheName() throws Exception {
        ChainsFile oneDown = changed(home.rpcUrl() + "\"", NOWHERE + "\",\"" + home.rpcUrl() + "\"");
        assertThat(ChainStart.confirmed(oneDown, TIMEOUT)).isEqualTo(oneDown);
        ChainsFile allDown = changed(home.rpcUrl().toString(), NOWHERE);
        assertThat(ChainStart.confirmed(allDown, TIMEOUT)).isEqualTo(allDown);

        ChainsFile nameless = nameless(home.rpcUrl());
        assertThat(ChainStart.confirmed(nameless, TIMEOUT).chains().getFirst().usdcName())
                .as("as the chain says it")
                .isEqualTo("USD Coin");
        ChainsFile lost = nameless(URI.create(NOWHERE));
        assertThatThrownBy(() -> ChainStart.confirmed(lost, TIMEOUT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("chains[43114] (avalanche): no node answers, and usdcName, which only the chain says, "
                        + "is not given");
    }

    private static ChainsFile nameless(URI rpcUrl) {
        String usdc = home.contracts().usdc();
        ChainsFile file = ChainsFile.read(chains.chainsFile());
        return new ChainsFile(
                file.homeChainId(),
                file.domain(),
                List.of(new ChainsFile.Chain(
                        43114, "avalanche", rpcUrl, usdc, "", "2", usdc, usdc, usdc, usdc, usdc, 1)));
    }

    @Test
    void theRelayerDoesNotStartOnAnotherChain() throws Exception {
        Path file = dir.resolve("chains.json");
        changed(home.rpcUrl().toString(), remote.rpcUrl().toString()).write(file);
        Settings settings = Settings.of(Map.of("chains.file", file.toString()));
        assertThatThrownBy(() -> RelayerSettings.from(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("chains[43114] (avalanche): node 0 of rpcUrls serves chain 42161");
    }

    @Test
    void addressesOfTheListHaveTheirChecksums() {
        for (KnownChains.KnownChain chain : KnownChains.all()) {
            assertThat(EthAddress.parse(chain.usdc()).checksummed())
                    .as(chain.name())
                    .isEqualTo(chain.usdc());
        }
    }
}
