package io.fluxledger.local.encrypted;

import io.fluxledger.contracts.EercContracts;
import io.fluxledger.local.DataOption;
import io.fluxledger.local.stack.StackDirectory;
import io.fluxledger.local.stack.StackException;
import io.fluxledger.local.stack.ZkDirectory;
import io.fluxledger.prover.Prover;
import io.fluxledger.prover.ProverException;
import io.fluxledger.prover.ProverHome;
import io.fluxledger.prover.ProverSettings;
import io.fluxledger.prover.account.ChainTransactionException;
import io.fluxledger.prover.account.EercAccount;
import io.fluxledger.prover.account.EercChain;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.EncryptedTokensFile;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose encrypted balance, where. */
final class AccountOptions {
    private static final String KEY = "own";

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--wallet", required = true, paramLabel = "FILE", description = "Key of the wallet, 64 hex digits.")
    private Path wallet = Path.of("");

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The encryption key's file.")
    private Path key = Path.of("");

    @Option(
            names = "--password-file",
            required = true,
            paramLabel = "FILE",
            description = "Its first line is the password of the encryption key.")
    private Path passwordFile = Path.of("");

    @Option(
            names = "--chains",
            paramLabel = "FILE",
            description = "Description of the chains; the local stack's when not given.")
    private @Nullable Path chainsFile;

    @Option(
            names = "--tokens",
            paramLabel = "FILE",
            description = "Description of the encrypted tokens; the local stack's when not given.")
    private @Nullable Path tokensFile;

    @Option(names = "--chain", paramLabel = "ID", description = "Chain id; needed where there are several.")
    private long chainId;

    @Option(
            names = "--artifacts",
            paramLabel = "DIRECTORY",
            description = "Circuits and proving keys; those for development when not given.")
    private @Nullable Path artifacts;

    /**
     * Does something with the account.
     *
     * @param create whether the encryption key is made where there is none
     * @throws StackException for what people can put right
     */
    <T> T use(boolean create, Function<EercAccount, T> what) {
        StackDirectory directory = data.directory();
        Path zk = ZkDirectory.locate().orElseThrow(() -> new StackException("the prover's program is not here"));
        Path own = artifacts;
        ProverSettings settings = ProverSettings.defaults(
                        ProverHome.ensure(zk, directory.proverHome(), line -> {}),
                        own == null ? ZkDirectory.artifacts(zk) : own,
                        directory.log("prover"),
                        own == null ? ProverSettings.Profile.DEVELOPMENT : ProverSettings.Profile.PRODUCTION)
                .withWorkers(1);
        try (EercChain chain = chain(directory);
                Prover prover = new Prover(settings)) {
            if (create && !Files.exists(key)) {
                var _ = prover.createKey(KEY, key, passwordFile);
            } else {
                var _ = prover.openKey(KEY, key, passwordFile);
            }
            Credentials credentials =
                    Credentials.create(PrivateKey.readFile(wallet).exposeHex());
            return what.apply(new EercAccount(chain, prover, KEY, credentials));
        } catch (IOException e) {
            throw new StackException("cannot read " + wallet + ": " + e.getMessage(), e);
        } catch (ProverException | ChainTransactionException e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
    }

    private EercChain chain(StackDirectory directory) {
        Path tokens = tokensFile == null ? directory.encryptedFile() : tokensFile;
        if (!Files.exists(tokens)) {
            throw new StackException("no encrypted tokens: " + tokens + " is not there");
        }
        EncryptedTokensFile known = EncryptedTokensFile.read(tokens);
        EncryptedToken token = (chainId == 0 && known.tokens().size() == 1
                        ? known.tokens().stream().findFirst()
                        : known.token(chainId))
                .orElseThrow(() -> new StackException(tokens + " has no chain " + chainId + "; name one by --chain"));
        ChainsFile.Chain chain = ChainsFile.read(chainsFile == null ? directory.chainsFile() : chainsFile)
                .chain(token.chainId())
                .orElseThrow(() -> new StackException("chain " + token.chainId() + " is not described"));
        return new EercChain(
                chain.rpcUrl(),
                chain.chainId(),
                new EercContracts(token.registrar(), token.encryptedErc()),
                chain.usdc().toLowerCase(Locale.ROOT));
    }
}
