package io.fluxledger.local.stack;

import io.fluxledger.contracts.ChainDeployer;
import io.fluxledger.contracts.EercContracts;
import io.fluxledger.contracts.EercDeployer;
import io.fluxledger.contracts.EercSetup;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.ProverHome;
import io.fluxledger.prover.ProverSettings;
import io.fluxledger.prover.account.EercAccount;
import io.fluxledger.prover.account.EercChain;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.servers.Progress;
import io.fluxledger.servers.ServerFailedException;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.web3j.crypto.Credentials;

/** Puts the encrypted token on the home chain and registers its auditor and the account that payouts are made from. */
public final class EncryptedSetup {
    /** Name of the auditor's encryption key. */
    public static final String AUDITOR = LocalKeys.AUDITOR;

    /** What is deposited into the encrypted reserve at a time. */
    static final long DEPOSIT_MICROS = 10_000_000;

    /** Micro-USDC. */
    private static final int DECIMALS = 6;

    private final StackDirectory directory;
    private final SecureRandom random = new SecureRandom();

    public EncryptedSetup(StackDirectory directory) {
        this.directory = directory;
    }

    /**
     * Deploys and registers what is missing. Where the prover's program or Node is missing payouts are plain, and it only says so.
     *
     * @throws StackException when they are missing and payouts are encrypted since an earlier start: money of providers is in the
     *     reserve, and payouts wait for proofs
     */
    void run(PortPlan ports, Progress progress) {
        Optional<Path> zk = ZkDirectory.locate();
        if (zk.isEmpty()) {
            plain("the prover's program is not here", progress);
            return;
        }
        Path home;
        try {
            home = ProverHome.ensure(zk.get(), directory.proverHome(), progress);
        } catch (ServerFailedException e) {
            plain(String.valueOf(e.getMessage()), progress);
            return;
        }
        try {
            put(URI.create(ports.url(LocalChain.HOME.part())), zk.get(), home, progress);
        } catch (IOException e) {
            throw new StackException("cannot set up encrypted payouts in " + directory.root(), e);
        }
    }

    private void plain(String why, Progress progress) {
        if (Files.exists(directory.encryptedFile())) {
            throw new StackException("payouts are encrypted by " + directory.encryptedFile() + ", but " + why);
        }
        progress.step("payouts are plain: " + why);
    }

    private void put(URI rpcUrl, Path zk, Path home, Progress progress) throws IOException {
        Credentials owner = wallet(LocalKeys.EERC_OWNER);
        Credentials auditor = wallet(LocalKeys.AUDITOR);
        Credentials payouts = wallet(LocalKeys.PAYOUTS);
        EercContracts contracts;
        progress.step("encrypted USDC on " + LocalChain.HOME.name());
        try (EercDeployer deployer = new EercDeployer(new EercSetup(
                rpcUrl,
                LocalChain.HOME.chainId(),
                wallet(LocalKeys.EERC_DEPLOYER),
                owner.getAddress(),
                ZkDirectory.artifacts(zk),
                DECIMALS))) {
            contracts = deployer.deploy();
            for (Credentials each : List.of(owner, auditor, payouts)) {
                deployer.fundGas(each.getAddress());
            }
        }
        LocalKeys.ensurePassword(directory.encryptionPassword());
        String usdc = ChainsFile.read(directory.chainsFile())
                .chain(LocalChain.HOME.chainId())
                .orElseThrow()
                .usdc();
        try (EercChain chain = new EercChain(rpcUrl, LocalChain.HOME.chainId(), contracts, usdc);
                Prover prover = new Prover(settings(zk, home).withWorkers(1))) {
            progress.step("encryption keys of the auditor and of payouts");
            EercAccount audits = registered(chain, prover, LocalKeys.AUDITOR, auditor);
            var _ = registered(chain, prover, LocalKeys.PAYOUTS, payouts);
            if (!EercAccount.hasAuditor(chain)) {
                var _ = new EercAccount(chain, prover, LocalKeys.AUDITOR, owner).nameAuditor(audits.address());
            }
            new EncryptedTokensFile(List.of(new EncryptedToken(
                            LocalChain.HOME.chainId(),
                            contracts.registrar(),
                            contracts.encryptedErc(),
                            payouts.getAddress().toLowerCase(Locale.ROOT),
                            DEPOSIT_MICROS,
                            true)))
                    .write(directory.encryptedFile());
        }
    }

    private EercAccount registered(EercChain chain, Prover prover, String name, Credentials wallet) {
        EercAccount account = new EercAccount(chain, prover, name, wallet);
        if (!account.isRegistered()) {
            openKey(prover, name);
            var _ = account.register();
        }
        return account;
    }

    /** Opens that encryption key, making it first where there is none. */
    public void openKey(Prover prover, String name) {
        Path file = directory.encryptionKey(name);
        if (Files.exists(file)) {
            var _ = prover.openKey(name, file, directory.encryptionPassword());
        } else {
            var _ = prover.createKey(name, file, directory.encryptionPassword());
        }
    }

    private ProverSettings settings(Path zk, Path home) {
        return ProverSettings.defaults(
                home,
                ZkDirectory.artifacts(zk),
                directory.log("prover"),
                // The keys of the circuits are made from a known secret.
                ProverSettings.Profile.DEVELOPMENT);
    }

    /** A prover for a tool on this machine; the caller closes it. */
    public Prover prover() {
        Path zk = ZkDirectory.locate().orElseThrow(() -> new StackException("the prover's program is not here"));
        Path home = ProverHome.ensure(zk, directory.proverHome(), line -> {});
        return new Prover(settings(zk, home).withWorkers(1));
    }

    /** The home chain with its encrypted token; empty where payouts are plain. The caller closes it. */
    public Optional<EercChain> chain() {
        if (!Files.exists(directory.encryptedFile())) {
            return Optional.empty();
        }
        ChainsFile chains = ChainsFile.read(directory.chainsFile());
        EncryptedToken token =
                EncryptedTokensFile.read(directory.encryptedFile()).tokens().getFirst();
        ChainsFile.Chain chain = chains.chain(token.chainId()).orElseThrow();
        return Optional.of(new EercChain(
                chain.rpcUrl(),
                chain.chainId(),
                new EercContracts(token.registrar(), token.encryptedErc()),
                chain.usdc()));
    }

    /** Gives an account the home chain's coin for gas, as a development chain can. */
    public void fundGas(String account) {
        URI rpcUrl = ChainsFile.read(directory.chainsFile())
                .chain(LocalChain.HOME.chainId())
                .orElseThrow()
                .rpcUrl();
        try (ChainDeployer deployer = new ChainsSetup(directory).deployer(LocalChain.HOME, rpcUrl)) {
            deployer.fundGas(account);
        }
    }

    /** What the relayer is configured with beside the rest; nothing where payouts are plain. */
    static Map<String, String> relayerSettings(StackDirectory directory) {
        Map<String, String> settings = proverSettings(directory);
        if (!settings.isEmpty()) {
            settings.put("keys.payouts.file", directory.key(LocalKeys.PAYOUTS).toString());
            settings.put(
                    "payouts.eerc.key.file",
                    directory.encryptionKey(LocalKeys.PAYOUTS).toString());
            settings.put(
                    "payouts.eerc.password.file", directory.encryptionPassword().toString());
        }
        return settings;
    }

    /** What the watch is configured with beside the rest; nothing where payouts are plain. */
    static Map<String, String> watchSettings(StackDirectory directory) {
        return Files.exists(directory.encryptedFile())
                ? Map.of("encrypted.file", directory.encryptedFile().toString())
                : Map.of();
    }

    /** What the audit service is configured with beside the rest; nothing where payouts are plain. */
    static Map<String, String> auditorSettings(StackDirectory directory) {
        Map<String, String> settings = proverSettings(directory);
        if (!settings.isEmpty()) {
            settings.put("chains.file", directory.chainsFile().toString());
            settings.put(
                    "auditor.eerc.key.file", directory.encryptionKey(AUDITOR).toString());
            settings.put(
                    "auditor.eerc.password.file", directory.encryptionPassword().toString());
        }
        return settings;
    }

    private static Map<String, String> proverSettings(StackDirectory directory) {
        Map<String, String> settings = new HashMap<>();
        Optional<Path> zk = ZkDirectory.locate();
        if (zk.isPresent() && Files.exists(directory.encryptedFile())) {
            settings.put("encrypted.file", directory.encryptedFile().toString());
            settings.put(
                    "prover.home",
                    ProverHome.ensure(zk.get(), directory.proverHome(), line -> {})
                            .toString());
            settings.put("prover.artifacts", ZkDirectory.artifacts(zk.get()).toString());
            settings.put("prover.log", directory.log("prover").toString());
            settings.put("prover.profile", "development");
        }
        return settings;
    }

    private Credentials wallet(String name) {
        PrivateKey key = LocalKeys.ensure(directory.key(name), random);
        return Credentials.create(key.exposeHex());
    }
}
