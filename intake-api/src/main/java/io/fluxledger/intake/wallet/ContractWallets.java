package io.fluxledger.intake.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.intake.accept.WalletProof;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Json;
import io.fluxledger.runtime.Problem;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.WalletSignature;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/**
 * Asks contract wallets whether they signed: by ERC-1271 where they are deployed, by ERC-6492 before. One call, which runs a
 * small program on the chain's node; nothing is deployed by it. Few at once, since a call is some milliseconds of the node's
 * time that anybody can cause.
 */
public final class ContractWallets implements AutoCloseable {
    private static final String VALIDATOR = "/contracts/SignatureValidator.json";
    private static final int MAX_CONCURRENT = 16;
    private static final String YES = "0x" + "0".repeat(63) + "1";

    private final byte[] validator = validator();
    private final Map<Long, ChainCalls> chains = new TreeMap<>();
    private final Semaphore slots = new Semaphore(MAX_CONCURRENT);

    /** @param timeout for one question */
    public ContractWallets(ChainsFile chains, Duration timeout) {
        chains.chains().forEach(chain -> this.chains.put(chain.chainId(), new ChainCalls(chain.rpcUrl(), timeout)));
    }

    private static byte[] validator() {
        try (InputStream in = ContractWallets.class.getResourceAsStream(VALIDATOR)) {
            if (in == null) {
                throw new IllegalStateException(VALIDATOR + " is not on the class path");
            }
            JsonNode artifact = Json.STRICT.readTree(in);
            String bytecode = artifact.required("bytecode").asText();
            return HexFormat.of().parseHex(bytecode, 2, bytecode.length());
        } catch (IOException e) {
            throw new UncheckedIOException(VALIDATOR, e);
        }
    }

    /**
     * What the wallet says to a digest.
     *
     * @param digest 32 bytes
     * @return proof for acceptance, of a yes or of a no
     * @throws ProblemException CHAIN_UNAVAILABLE when the wallet cannot be asked; OVERLOADED when too many are asked
     */
    public WalletProof ask(long chainId, EthAddress wallet, byte[] digest, WalletSignature signature) {
        ChainCalls chain = chains.get(chainId);
        if (chain == null) {
            return WalletProof.NONE;
        }
        if (!slots.tryAcquire()) {
            throw new ProblemException(
                    Problem.of(503, "OVERLOADED", "Too many requests wait", "nothing was done; try again in a second"));
        }
        try {
            byte[] arguments = signature.validationArguments(wallet, digest);
            byte[] program = Arrays.copyOf(validator, validator.length + arguments.length);
            System.arraycopy(arguments, 0, program, validator.length, arguments.length);
            return isYes(chain.run(program)) ? new WalletProof(chainId, wallet, digest, signature) : WalletProof.NONE;
        } catch (ChainCalls.UnreachableException e) {
            throw new ProblemException(Problem.of(
                    503,
                    "CHAIN_UNAVAILABLE",
                    "The chain cannot be asked",
                    "the wallet's signature could not be checked on chain " + chainId + ": " + e.getMessage()));
        } finally {
            slots.release();
        }
    }

    private static boolean isYes(ChainCalls.Result result) {
        return switch (result) {
            case ChainCalls.Result.Reverted() -> false;
            case ChainCalls.Result.Returned(String hex) -> hex.equals(YES);
        };
    }

    @Override
    public void close() {
        chains.values().forEach(ChainCalls::close);
    }
}
