package io.fluxledger.testkit;

import io.fluxledger.contracts.BridgeAttester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/**
 * The two chains under test, with contracts and a treasury and an operator of their own: one pair per test JVM, started
 * when first asked for, stopped with the JVM.
 *
 * @param home Avalanche's chain id, holds deposits of credits
 * @param remote Arbitrum's chain id
 * @param attesters of the bridges between both; two of them must sign
 * @param directory where key files and chains.json lie
 */
public record TestChains(
        TestChain home,
        TestChain remote,
        Credentials treasury,
        Credentials operator,
        List<Credentials> attesters,
        Path directory) {
    public static final long HOME_CHAIN_ID = 43114;
    public static final long REMOTE_CHAIN_ID = 42161;

    /** Confirmations after which the tests take a transaction as final. */
    public static final int CONFIRMATIONS = 2;

    private static final Duration ATTESTER_INTERVAL = Duration.ofMillis(200);

    public static TestChains shared() {
        return SharedServers.chains();
    }

    public List<TestChain> all() {
        return List.of(home, remote);
    }

    /** The bridges' attesters at work, until closed; without them no transfer arrives. */
    public BridgeAttester attester() {
        Credentials sender = attesters.getFirst();
        all().forEach(chain -> chain.fundGas(sender.getAddress()));
        List<BridgeAttester.Bridge> bridges = all().stream()
                .map(chain -> new BridgeAttester.Bridge(
                        chain.chainId(), chain.rpcUrl(), chain.contracts().bridge(), CONFIRMATIONS, 0))
                .toList();
        return new BridgeAttester(bridges, attesters.subList(0, 2), sender).start(ATTESTER_INTERVAL);
    }

    /** Description of the deployment, as services read it from {@code chains.file}. */
    public Path chainsFile() {
        String chains = all().stream().map(this::describe).collect(Collectors.joining(",\n"));
        String json =
                """
                {"homeChainId":%d,
                 "domain":{"name":"Fluxledger","version":"1","chainId":%d,"verifyingContract":"%s"},
                 "chains":[
                %s]}
                """.formatted(HOME_CHAIN_ID, HOME_CHAIN_ID, home.contracts().audit(), chains);
        return write("chains.json", json);
    }

    /** File with the treasury's private key in hex. */
    public Path treasuryKeyFile() {
        return write("treasury.key", key(treasury));
    }

    /** File with the operator's private key in hex. */
    public Path operatorKeyFile() {
        return write("operator.key", key(operator));
    }

    private String describe(TestChain chain) {
        return """
                {"chainId":%d,"name":"%s","rpcUrls":["%s"],"usdc":"%s","usdcName":"%s","usdcVersion":"%s","escrow":"%s",\
                "collector":"%s","audit":"%s","treasury":"%s","operator":"%s","confirmations":%d,\
                "bridges":[{"name":"fluxbridge","address":"%s","destinations":[%s]}],"swapPool":"%s",\
                "tokens":[{"symbol":"dEUR","address":"%s","decimals":8}]}""".formatted(
                        chain.chainId(),
                        chain.name(),
                        chain.rpcUrl(),
                        chain.contracts().usdc(),
                        chain.contracts().usdcName(),
                        chain.contracts().usdcVersion(),
                        chain.contracts().escrow(),
                        chain.contracts().collector(),
                        chain.contracts().audit(),
                        treasury.getAddress().toLowerCase(Locale.ROOT),
                        operator.getAddress().toLowerCase(Locale.ROOT),
                        CONFIRMATIONS,
                        chain.contracts().bridge(),
                        all().stream()
                                .filter(other -> other.chainId() != chain.chainId())
                                .map(other -> Long.toString(other.chainId()))
                                .collect(Collectors.joining(",")),
                        chain.contracts().swapPool(),
                        chain.contracts().swapToken());
    }

    private Path write(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name, e);
        }
    }

    private static String key(Credentials credentials) {
        return Numeric.toHexStringWithPrefixZeroPadded(
                credentials.getEcKeyPair().getPrivateKey(), 64);
    }
}
