package io.fluxledger.contracts;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** An anvil with everything deployed and the people of the tests. */
final class LocalChain implements AutoCloseable {
    static final long CHAIN_ID = 43114;
    static final String ESCROW = CanonicalAddresses.ESCROW;
    static final String COLLECTOR = CanonicalAddresses.ERC3009_COLLECTOR;

    final Credentials deployer = person("deployer");
    final Credentials treasury = person("treasury");
    final Credentials operator = person("operator");
    final Credentials payer = person("payer");
    final Credentials provider = person("provider");
    final Credentials stranger = person("stranger");
    final List<Credentials> attesters = Stream.of("attester 1", "attester 2", "attester 3")
            .map(LocalChain::person)
            .toList();
    final long chainId;
    final AnvilNode node;
    final DevelopmentChain chain;
    final ChainDeployer chainDeployer;
    final DeployedContracts contracts;
    final Web3j web3j;

    LocalChain() throws Exception {
        this(CHAIN_ID);
    }

    LocalChain(long chainId) throws Exception {
        this.chainId = chainId;
        node = AnvilNode.start(chainId);
        chain = new DevelopmentChain(node.rpcUrl, chainId);
        web3j = Web3j.build(new HttpService(node.rpcUrl.toString()));
        chainDeployer = new ChainDeployer(setup());
        contracts = chainDeployer.deploy();
        for (Credentials person : List.of(payer, provider, stranger, attesters.getFirst())) {
            chainDeployer.fundGas(person.getAddress());
        }
    }

    ChainSetup setup() {
        return new ChainSetup(
                node.rpcUrl,
                chainId,
                deployer,
                treasury.getAddress(),
                operator.getAddress(),
                CanonicalAddresses.usdc(chainId).orElseThrow(),
                node.stablecoinPackage,
                BridgeSetup.of(attesters.stream().map(Credentials::getAddress).toList()));
    }

    static Credentials person(String name) {
        return Credentials.create(Numeric.toHexString(Hash.sha3(name.getBytes(StandardCharsets.UTF_8))));
    }

    long balance(Credentials person) {
        return balance(person.getAddress());
    }

    long balance(String address) {
        return chainDeployer.usdcBalanceMicros(address);
    }

    long nowS() throws Exception {
        return web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false)
                .send()
                .getBlock()
                .getTimestamp()
                .longValueExact();
    }

    /** The next block has that time. */
    void nextBlockAt(long timeS) throws Exception {
        rpc("evm_setNextBlockTimestamp", BigInteger.valueOf(timeS));
    }

    /** Mines a block at that time, so that calls see it. */
    void advanceTo(long timeS) throws Exception {
        nextBlockAt(timeS);
        rpc("evm_mine");
    }

    void rpc(String method, Object... parameters) throws Exception {
        var response = new org.web3j.protocol.core.Request<>(
                        method,
                        List.of(parameters),
                        new HttpService(node.rpcUrl.toString()),
                        org.web3j.protocol.core.methods.response.VoidResponse.class)
                .send();
        if (response.hasError()) {
            throw new IllegalStateException(method + ": " + response.getError().getMessage());
        }
    }

    /** Sends after a dry run, so that a revert says why. */
    TransactionReceipt send(Credentials sender, String to, byte[] data) {
        chain.call(sender.getAddress(), to, data);
        return chain.transact(sender, to, data);
    }

    /** The payer's signature of an EIP-3009 authorization; type is Transfer or Receive. */
    byte[] authorization(
            String type, Credentials signer, String from, String to, long value, long validBeforeS, byte[] nonce) {
        byte[] domain = Hash.sha3(Calldata.arguments()
                .bytes32(keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"))
                .bytes32(keccak(contracts.usdcName()))
                .bytes32(keccak(contracts.usdcVersion()))
                .uint(chainId)
                .address(contracts.usdc())
                .encode());
        byte[] message = Hash.sha3(Calldata.arguments()
                .bytes32(keccak(type + "WithAuthorization(address from,address to,uint256 value,uint256 validAfter,"
                        + "uint256 validBefore,bytes32 nonce)"))
                .address(from)
                .address(to)
                .uint(value)
                .uint(0)
                .uint(validBeforeS)
                .bytes32(nonce)
                .encode());
        Sign.SignatureData signature = Sign.signMessage(
                Hash.sha3(Calldata.concat(new byte[] {0x19, 0x01}, domain, message)), signer.getEcKeyPair(), false);
        return Calldata.concat(signature.getR(), signature.getS(), signature.getV());
    }

    static byte[] keccak(String text) {
        return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        web3j.shutdown();
        chainDeployer.close();
        chain.close();
        node.close();
    }
}
