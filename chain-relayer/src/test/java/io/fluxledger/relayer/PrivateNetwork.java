package io.fluxledger.relayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.contracts.EercContracts;
import io.fluxledger.contracts.EercDeployer;
import io.fluxledger.contracts.EercSetup;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.ProverHome;
import io.fluxledger.prover.ProverSettings;
import io.fluxledger.prover.account.EercAccount;
import io.fluxledger.prover.account.EercChain;
import io.fluxledger.relayer.config.LaneWatch;
import io.fluxledger.relayer.config.PrivateConfig;
import io.fluxledger.relayer.config.RelayerChain;
import io.fluxledger.relayer.config.RelayerConfig;
import io.fluxledger.relayer.keys.KeyRoles;
import io.fluxledger.relayer.keys.LocalKey;
import io.fluxledger.relayer.keys.SigningPolicy;
import io.fluxledger.relayer.keys.TransactionSigner;
import io.fluxledger.relayer.plan.ChainContracts;
import io.fluxledger.relayer.proofs.ProverKey;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.testkit.TestChain;
import io.fluxledger.testkit.TestChains;
import io.fluxledger.testkit.TestRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.web3j.crypto.Credentials;
import org.web3j.utils.Numeric;

/** An encrypted token with an auditor and a payout account, on the home chain of the tests, and relayers that pay by it. */
final class PrivateNetwork implements AutoCloseable {
    static final long PORTION_MICROS = 10_000_000;
    private static final Path ARTIFACTS = Path.of("../infra/zk/artifacts").toAbsolutePath();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String AUDITOR = "auditor";
    private static final String PAYOUTS = "payouts";

    final TestChain chain = TestChains.shared().home();
    final Credentials treasury = ChainPeople.newPerson();
    final Credentials operator = ChainPeople.newPerson();
    final Credentials payouts = ChainPeople.newPerson();
    final EercContracts contracts;
    final EercChain eerc;
    final Prover prover;

    private final Path directory;
    private final Path passwordFile;
    private final ProverSettings proverSettings;
    private final Map<String, EercAccount> accounts = new HashMap<>();

    PrivateNetwork(Path directory) throws IOException {
        this.directory = directory;
        passwordFile = Files.writeString(directory.resolve("eerc.password"), "a password of the tests");
        Path home = ProverHome.ensure(Path.of("../infra/zk"), directory.resolve("prover"), line -> {});
        proverSettings = ProverSettings.defaults(
                home, ARTIFACTS, directory.resolve("prover.log"), ProverSettings.Profile.DEVELOPMENT);
        prover = new Prover(proverSettings.withWorkers(1));
        Credentials owner = ChainPeople.newPerson();
        try (EercDeployer deployer = new EercDeployer(new EercSetup(
                chain.rpcUrl(), chain.chainId(), ChainPeople.newPerson(), owner.getAddress(), ARTIFACTS, 6))) {
            contracts = deployer.deploy();
        }
        eerc = new EercChain(
                chain.rpcUrl(), chain.chainId(), contracts, chain.contracts().usdc());
        for (Credentials person : List.of(treasury, operator, owner)) {
            chain.fundGas(person.getAddress());
        }
        EercAccount auditor = register(AUDITOR, ChainPeople.newPerson());
        var _ = new EercAccount(eerc, prover, AUDITOR, owner).nameAuditor(auditor.address());
        var _ = register(PAYOUTS, payouts);
    }

    /** Someone with a new encryption key, registered by a real proof. */
    EercAccount register(String name, Credentials wallet) {
        chain.fundGas(wallet.getAddress());
        var _ = prover.createKey(name, keyFile(name), passwordFile);
        EercAccount account = new EercAccount(eerc, prover, name, wallet);
        var _ = account.register();
        accounts.put(name, account);
        return account;
    }

    /** What someone has, as only they can read it. */
    long decrypted(String name) {
        EercAccount account = accounts.get(name);
        if (account == null) {
            throw new IllegalArgumentException("nobody is called " + name);
        }
        return account.balanceMicros();
    }

    /** Somebody sends the payout account encrypted USDC. */
    void sendDust(String from) {
        EercAccount account = accounts.get(from);
        if (account == null) {
            throw new IllegalArgumentException("nobody is called " + from);
        }
        var _ = account.transfer(address(payouts), 1);
    }

    void mine(int blocks) throws IOException, InterruptedException {
        rpc("anvil_mine", "\"0x" + Integer.toHexString(blocks) + "\"");
    }

    /** The chain forgets its newest blocks and goes on without what they held. */
    void reorganise(int depth) throws IOException, InterruptedException {
        rpc("anvil_reorg", depth + ",[]");
    }

    private void rpc(String method, String parameters) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(chain.rpcUrl())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
                                .formatted(method, parameters)))
                .build();
        assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .as(method)
                .doesNotContain("\"error\"");
    }

    static String address(Credentials credentials) {
        return credentials.getAddress().toLowerCase(Locale.ROOT);
    }

    /** A relayer in this process. */
    Relayer relayer(String bootstrap) {
        return relayer(bootstrap, proverSettings.home());
    }

    /** A home of the prover whose program has faults. */
    FaultyProver faultyProver(Path home) throws IOException {
        return new FaultyProver(proverSettings.home(), home);
    }

    /** The same with another prover. */
    Relayer relayer(String bootstrap, Path proverHome) {
        List<ChainsFile.Chain> file = file().chains();
        return relayer(
                bootstrap,
                Optional.of(new PrivateConfig(
                        List.of(token()),
                        signer(payouts, KeyRoles.payouts(file, List.of(token()), SigningPolicy.Caps.NONE)),
                        ProverSettings.defaults(
                                        proverHome,
                                        ARTIFACTS,
                                        directory.resolve("relayers-prover.log"),
                                        ProverSettings.Profile.DEVELOPMENT)
                                .withWorkers(2),
                        new ProverKey(PAYOUTS, keyFile(PAYOUTS), passwordFile),
                        Duration.ofMillis(500))));
    }

    /** One for which private payouts have been switched off. */
    Relayer plainRelayer(String bootstrap) {
        return relayer(bootstrap, Optional.empty());
    }

    private Relayer relayer(String bootstrap, Optional<PrivateConfig> encryption) {
        List<ChainsFile.Chain> file = file().chains();
        return new Relayer(
                new RelayerConfig(
                        bootstrap,
                        TestRegistry.shared().url(),
                        "private",
                        List.of(new RelayerChain(
                                List.of(chain.rpcUrl()), TestChains.CONFIRMATIONS, on(), BigInteger.TEN.pow(12))),
                        Duration.ofMillis(100),
                        16,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(30),
                        12,
                        LaneWatch.standard()),
                Optional.empty(),
                signer(treasury, KeyRoles.treasury(file, SigningPolicy.Caps.NONE)),
                signer(operator, KeyRoles.operator(file, SigningPolicy.Caps.NONE)),
                encryption,
                Clock.systemUTC());
    }

    /** What a relayer's process is configured with. */
    Properties properties(String bootstrap) throws IOException {
        Path chainsFile = directory.resolve("chains.json");
        file().write(chainsFile);
        Path tokensFile = directory.resolve("encrypted.json");
        new EncryptedTokensFile(List.of(token())).write(tokensFile);
        Properties properties = new Properties();
        Map.ofEntries(
                        Map.entry("kafka.bootstrap", bootstrap),
                        Map.entry("registry.url", TestRegistry.shared().url().toString()),
                        Map.entry("http.port", "0"),
                        Map.entry("chains.file", chainsFile.toString()),
                        Map.entry("state.dir", directory.toString()),
                        Map.entry("keys.treasury.file", written("treasury", treasury)),
                        Map.entry("keys.operator.file", written("operator", operator)),
                        Map.entry("keys.payouts.file", written("payouts", payouts)),
                        Map.entry("instance.id", "private"),
                        Map.entry("poll.interval", "PT0.1S"),
                        Map.entry("encrypted.file", tokensFile.toString()),
                        Map.entry("payouts.eerc.key.file", keyFile(PAYOUTS).toString()),
                        Map.entry("payouts.eerc.password.file", passwordFile.toString()),
                        Map.entry("prover.home", proverSettings.home().toString()),
                        Map.entry("prover.artifacts", ARTIFACTS.toString()),
                        Map.entry(
                                "prover.log",
                                directory.resolve("relayers-prover.log").toString()),
                        Map.entry("prover.profile", "development"))
                .forEach(properties::setProperty);
        return properties;
    }

    private String written(String name, Credentials key) throws IOException {
        return Files.writeString(directory.resolve(name + ".wallet"), hex(key)).toString();
    }

    private Path keyFile(String name) {
        return directory.resolve(name + ".eerc");
    }

    private EncryptedToken token() {
        return new EncryptedToken(
                chain.chainId(),
                contracts.registrar(),
                contracts.encryptedErc(),
                address(payouts),
                PORTION_MICROS,
                true);
    }

    private ChainContracts on() {
        return new ChainContracts(
                chain.chainId(),
                chain.contracts().usdc(),
                chain.contracts().escrow(),
                chain.contracts().collector(),
                chain.contracts().audit(),
                address(treasury),
                address(operator),
                new Eip712Domain(
                        chain.contracts().usdcName(),
                        chain.contracts().usdcVersion(),
                        chain.chainId(),
                        EthAddress.parse(chain.contracts().usdc())));
    }

    private ChainsFile file() {
        ChainContracts on = on();
        return new ChainsFile(
                chain.chainId(),
                new ChainsFile.Domain("Fluxledger", "1", chain.chainId(), on.audit()),
                List.of(new ChainsFile.Chain(
                        chain.chainId(),
                        chain.name(),
                        chain.rpcUrl(),
                        on.usdc(),
                        chain.contracts().usdcName(),
                        chain.contracts().usdcVersion(),
                        on.escrow(),
                        on.collector(),
                        on.audit(),
                        on.treasury(),
                        on.operator(),
                        TestChains.CONFIRMATIONS - 1)));
    }

    private TransactionSigner signer(Credentials credentials, SigningPolicy policy) {
        return new TransactionSigner(
                new LocalKey(PrivateKey.fromHex(hex(credentials))),
                policy,
                Map.of(chain.chainId(), EthAddress.parse(chain.contracts().usdc())),
                Clock.systemUTC());
    }

    private static String hex(Credentials credentials) {
        return Numeric.toHexStringWithPrefixZeroPadded(
                credentials.getEcKeyPair().getPrivateKey(), 64);
    }

    @Override
    public void close() {
        prover.close();
        eerc.close();
    }
}
