package io.fluxledger.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.web3j.crypto.ContractUtils;

/** Deploys the eERC-20 contracts on a development chain (anvil). On a chain that has them it changes nothing. */
public final class EercDeployer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BigInteger GAS_FUNDS_WEI = BigInteger.TEN.pow(22);
    private static final int REGISTRATION_VERIFIER = 0;
    private static final int TRANSFER_VERIFIER = 1;
    private static final int WITHDRAW_VERIFIER = 2;
    private static final int REGISTRAR = 3;
    private static final int ENCRYPTED_ERC = 4;

    private final EercSetup setup;
    private final DevelopmentChain chain;

    public EercDeployer(EercSetup setup) {
        this.setup = setup;
        this.chain = new DevelopmentChain(setup.rpcUrl(), setup.chainId());
    }

    /**
     * Deploys what is missing.
     *
     * @throws IllegalStateException when the node is another chain or its deployer has sent other transactions
     */
    public EercContracts deploy() {
        if (chain.chainId() != setup.chainId()) {
            throw new IllegalStateException(
                    setup.rpcUrl() + " is chain " + chain.chainId() + ", expected " + setup.chainId());
        }
        chain.setBalance(setup.deployer().getAddress(), GAS_FUNDS_WEI);
        String registrationVerifier =
                created(REGISTRATION_VERIFIER, "RegistrationVerifier", verificationKey("registration"));
        String transferVerifier = created(TRANSFER_VERIFIER, "TransferVerifier", verificationKey("transfer"));
        String withdrawVerifier = created(WITHDRAW_VERIFIER, "WithdrawVerifier", verificationKey("withdraw"));
        String registrar = created(
                REGISTRAR,
                "Registrar",
                Calldata.arguments().address(registrationVerifier).encode());
        String encryptedErc = created(
                ENCRYPTED_ERC,
                "EncryptedERC",
                Calldata.arguments()
                        .address(setup.owner())
                        .address(registrar)
                        .address(transferVerifier)
                        .address(withdrawVerifier)
                        .uint(setup.decimals())
                        .encode());
        return new EercContracts(registrar, encryptedErc);
    }

    /** Gives an account the chain's coin for gas. */
    public void fundGas(String account) {
        chain.setBalance(account, GAS_FUNDS_WEI);
    }

    @Override
    public void close() {
        chain.close();
    }

    private String created(long nonce, String contract, byte[] arguments) {
        String address = ContractUtils.generateContractAddress(setup.deployer().getAddress(), BigInteger.valueOf(nonce))
                .toLowerCase(Locale.ROOT);
        if (chain.hasCode(address)) {
            return address;
        }
        if (!chain.nonce(setup.deployer().getAddress()).equals(BigInteger.valueOf(nonce))) {
            throw new IllegalStateException("Chain " + setup.chainId() + " has no " + contract + " at " + address
                    + " although its deployer has sent other transactions; start the chain anew");
        }
        byte[] creationCode = ContractArtifact.load(contract).creationCode(Map.of(), arguments);
        return chain.create(setup.deployer(), creationCode).toLowerCase(Locale.ROOT);
    }

    /** A verifier's constructor argument: an array of the key's words, second-group points with the imaginary part first. */
    private byte[] verificationKey(String circuit) {
        Path file = setup.verificationKeys().resolve(circuit + ".json");
        JsonNode key;
        try {
            key = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the verification key " + file, e);
        }
        List<BigInteger> words = new ArrayList<>(firstGroup(key.required("vk_alpha_1")));
        for (String name : List.of("vk_beta_2", "vk_gamma_2", "vk_delta_2")) {
            for (int coordinate = 0; coordinate < 2; coordinate++) {
                JsonNode parts = key.required(name).required(coordinate);
                words.add(word(parts.required(1)));
                words.add(word(parts.required(0)));
            }
        }
        key.required("IC").forEach(point -> words.addAll(firstGroup(point)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Calldata.uintWord(BigInteger.valueOf(Calldata.WORD)));
        out.writeBytes(Calldata.uintWord(BigInteger.valueOf(words.size())));
        words.forEach(word -> out.writeBytes(Calldata.uintWord(word)));
        return out.toByteArray();
    }

    private static List<BigInteger> firstGroup(JsonNode point) {
        return List.of(word(point.required(0)), word(point.required(1)));
    }

    private static BigInteger word(JsonNode decimal) {
        return new BigInteger(decimal.asText());
    }
}
