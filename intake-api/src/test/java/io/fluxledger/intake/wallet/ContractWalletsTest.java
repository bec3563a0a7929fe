package io.fluxledger.intake.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluxledger.intake.accept.SessionAcceptance;
import io.fluxledger.intake.accept.WalletProof;
import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.Keccak256;
import io.fluxledger.signatures.PrivateKey;
import io.fluxledger.signatures.WalletSignature;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real contracts on a real EVM node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractWalletsTest {
    private static final long CHAIN = 43114;
    private static final long UNREACHABLE = 42161;
    private static final PrivateKey OWNER = PrivateKey.fromHex("51".repeat(32));
    private static final PrivateKey STRANGER = PrivateKey.fromHex("52".repeat(32));
    private static final byte[] DIGEST = Keccak256.hash("a grant");
    private static final String ZEROS = "0x" + "00".repeat(20);

    private DevelopmentNode node;
    private ContractWallets wallets;
    private ChainsFile chains;
    private EthAddress factory;

    /** @param dir the node's */
    @BeforeAll
    void start(@TempDir Path dir) throws Exception {
        node = new DevelopmentNode(dir, CHAIN);
        chains = new ChainsFile(
                CHAIN,
                new ChainsFile.Domain("Fluxledger", "1", CHAIN, "0x" + "ab".repeat(20)),
                List.of(chain(CHAIN, node.rpcUrl), chain(UNREACHABLE, URI.create("http://127.0.0.1:1"))));
        wallets = new ContractWallets(chains, Duration.ofSeconds(10));
        factory = EthAddress.parse(node.create("OwnedWalletFactory"));
    }

    @AfterAll
    void stop() {
        wallets.close();
        node.close();
    }

    private static ChainsFile.Chain chain(long chainId, URI rpcUrl) {
        return new ChainsFile.Chain(chainId, "c", rpcUrl, ZEROS, "USD Coin", "2", ZEROS, ZEROS, ZEROS, ZEROS, ZEROS, 2);
    }

    private String creation(String salt) {
        return DevelopmentNode.calldata(
                "create(address,bytes32)", OWNER.address().toString(), salt);
    }

    private EthAddress addressOf(String salt) throws IOException, InterruptedException {
        String word = node.ask(
                factory.toString(),
                DevelopmentNode.calldata(
                        "addressOf(address,bytes32)", OWNER.address().toString(), salt));
        return EthAddress.parse("0x" + word.substring(26));
    }

    private WalletSignature counterfactual(String salt, WalletSignature inner) {
        String creation = creation(salt);
        return WalletSignature.counterfactual(
                factory, HexFormat.of().parseHex(creation, 2, creation.length()), inner.bytes());
    }

    private static WalletSignature signed(PrivateKey key, byte[] digest) {
        return WalletSignature.of(key.sign(digest).bytes());
    }

    private boolean isYes(EthAddress wallet, byte[] digest, WalletSignature signature) {
        return wallets.ask(CHAIN, wallet, digest, signature) != WalletProof.NONE;
    }

    @Test
    void aDeployedWalletSpeaksForItsOwnerAlone() throws Exception {
        EthAddress wallet = addressOf("0x01");
        node.send(factory.toString(), creation("0x01"));
        assertThat(node.hasCode(wallet)).isTrue();
        assertThat(isYes(wallet, DIGEST, signed(OWNER, DIGEST))).as("owner").isTrue();
        assertThat(isYes(wallet, DIGEST, signed(STRANGER, DIGEST)))
                .as("stranger")
                .isFalse();
        assertThat(isYes(wallet, Keccak256.hash("another"), signed(OWNER, DIGEST)))
                .as("digest")
                .isFalse();
        assertThat(isYes(OWNER.address(), DIGEST, signed(OWNER, DIGEST)))
                .as("no contract")
                .isFalse();
        assertThat(isYes(factory, DIGEST, signed(OWNER, DIGEST)))
                .as("another contract")
                .isFalse();
        assertThat(isYes(wallet, DIGEST, counterfactual("0x01", signed(OWNER, DIGEST))))
                .as("signed before it was deployed")
                .isTrue();
    }

    @Test
    void aWalletThatIsNotDeployedYetIsAskedAsIfItWere() throws Exception {
        EthAddress wallet = addressOf("0x02");
        WalletSignature plain = signed(OWNER, DIGEST);
        assertThat(isYes(wallet, DIGEST, plain)).as("nothing is there").isFalse();
        WalletSignature wrapped = counterfactual("0x02", plain);
        assertThat(wrapped.isCounterfactual()).isTrue();
        assertThat(isYes(wallet, DIGEST, wrapped)).isTrue();
        assertThat(isYes(wallet, DIGEST, counterfactual("0x02", signed(STRANGER, DIGEST))))
                .as("stranger")
                .isFalse();
        assertThat(isYes(wallet, Keccak256.hash("another"), wrapped))
                .as("digest")
                .isFalse();
        assertThat(isYes(wallet, DIGEST, counterfactual("0x03", plain)))
                .as("deploys another wallet")
                .isFalse();
        assertThat(node.hasCode(wallet)).as("asking deploys nothing").isFalse();
    }

    /** Code that stands where a wallet should. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            stops at once                 | 0x00
            reverts                       | 0x60006000fd
            invalid opcode                | 0xfe
            never ends                    | 0x5b600056
            says 1                        | 0x600160005260206000f3
            the word with more behind it  | 0x7f1626ba7e0000000000000000000000000000000000000000000000000000000060005260406000f3
            the word with dirt in it      | 0x7f1626ba7e0000000000000000000000000000000000000000000000000000000160005260206000f3
            a megabyte of zeros           | 0x621000006000f3
            """)
    void nothingButTheOneWordIsAYes(String what, String code) throws Exception {
        EthAddress address = EthAddress.parse("0x" + "e1".repeat(20));
        node.setCode(address, code);
        assertThat(isYes(address, DIGEST, signed(OWNER, DIGEST))).as(what).isFalse();
    }

    /** The one word, said by any code: what the table above is measured against. */
    @Test
    void theOneWordIsAYes() throws Exception {
        EthAddress address = EthAddress.parse("0x" + "e2".repeat(20));
        node.setCode(address, "0x7f1626ba7e0000000000000000000000000000000000000000000000000000000060005260206000f3");
        assertThat(isYes(address, DIGEST, WalletSignature.parse("0x00"))).isTrue();
        assertThat(isYes(address, DIGEST, WalletSignature.of(new byte[WalletSignature.MAX_BYTES])))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0", "32", "128", "160", "320"})
    void aTornWrapperIsANo(int length) {
        byte[] torn = new byte[length + 32];
        java.util.Arrays.fill(torn, 0, length, (byte) 0xff);
        byte[] whole = counterfactual("0x02", signed(OWNER, DIGEST)).bytes();
        System.arraycopy(whole, whole.length - 32, torn, length, 32);
        assertThat(isYes(OWNER.address(), DIGEST, WalletSignature.of(torn))).isFalse();
    }

    @Test
    void aChainThatIsDownIsNotANo() {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class, () -> wallets.ask(UNREACHABLE, OWNER.address(), DIGEST, signed(OWNER, DIGEST)));
        assertThat(problem.problem().status()).isEqualTo(503);
        assertThat(problem.problem().code()).isEqualTo("CHAIN_UNAVAILABLE");
    }

    /** From the request to the grant, for a wallet that nobody has deployed. */
    @Test
    void aCounterfactualWalletGrantsASession() throws Exception {
        EthAddress wallet = addressOf("0x04");
        SessionAcceptance sessions = new SessionAcceptance(chains, UUID::randomUUID);
        Instant now = Instant.parse("2026-11-21T00:00:00Z");
        ObjectNode body = new ObjectMapper()
                .createObjectNode()
                .put("payer", wallet.toString())
                .put("sessionKey", STRANGER.address().toString())
                .put("limit", "1")
                .put("expiresMs", now.toEpochMilli() + 1_000)
                .put("chainId", CHAIN)
                .put("nonce", "0x" + "4d".repeat(32))
                .put("signature", "0x00");
        byte[] digest = sessions.digest(sessions.read(body));
        body.put("signature", counterfactual("0x04", signed(OWNER, digest)).toString());
        SessionAcceptance.Stated stated = sessions.read(body);
        assertThat(sessions.needsChain(stated)).isTrue();
        WalletProof proof = wallets.ask(stated.grant().chainId(), stated.grant().payer(), digest, stated.signature());
        assertThat(sessions.grant(stated, proof, now).limitNanos()).isEqualTo(1_000_000_000L);
    }
}
