package io.fluxledger.relayer;

import static org.awaitility.Awaitility.await;

import io.fluxledger.contracts.PaymentInfo;
import io.fluxledger.contracts.UsdcAbi;
import io.fluxledger.events.Address20;
import io.fluxledger.events.DepositOpened;
import io.fluxledger.events.EscrowAuthorization;
import io.fluxledger.events.Hash32;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.testkit.TestChain;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;
import org.web3j.utils.Numeric;

/** What payers sign with their own wallets, built from EIP-712 and EIP-3009 alone. */
final class ChainPeople {
    private static final SecureRandom RANDOM = new SecureRandom();

    private ChainPeople() {}

    static Credentials newPerson() {
        return Credentials.create(Numeric.toHexString(random32()));
    }

    static Address20 address(Credentials person) {
        return Lines.address(person.getAddress());
    }

    static byte[] random32() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A deposit that the payer has signed for the treasury. */
    static DepositOpened deposit(
            TestChain chain, Credentials payer, String treasury, long amountMicros, long validBeforeS) {
        byte[] nonce = random32();
        byte[] signature = receiveAuthorization(chain, payer, treasury, amountMicros, validBeforeS, nonce);
        return DepositOpened.newBuilder()
                .setChainId(chain.chainId())
                .setToken(Lines.address(chain.contracts().usdc()))
                .setNonce(new Hash32(nonce))
                .setAmountMicros(amountMicros)
                .setValidAfterS(0)
                .setValidBeforeS(validBeforeS)
                .setSignature(ByteBuffer.wrap(signature))
                .build();
    }

    /** A deposit that the payer has signed so that anybody may send it. */
    static DepositOpened transfer(
            TestChain chain, Credentials payer, String treasury, long amountMicros, long validBeforeS) {
        byte[] nonce = random32();
        byte[] signature =
                authorization("TransferWithAuthorization", chain, payer, treasury, amountMicros, validBeforeS, nonce);
        return DepositOpened.newBuilder(deposit(chain, payer, treasury, amountMicros, validBeforeS))
                .setNonce(new Hash32(nonce))
                .setSignature(ByteBuffer.wrap(signature))
                .build();
    }

    /** The payer sends it itself; the hash of the mined transaction. */
    static String sendTransfer(TestChain chain, Credentials payer, String treasury, DepositOpened deposit)
            throws Exception {
        byte[] signature = new byte[deposit.getSignature().remaining()];
        deposit.getSignature().duplicate().get(signature);
        byte[] data = UsdcAbi.transferWithAuthorization(
                payer.getAddress(),
                treasury,
                deposit.getAmountMicros(),
                deposit.getValidAfterS(),
                deposit.getValidBeforeS(),
                deposit.getNonce().bytes(),
                signature);
        return send(chain, payer, data);
    }

    /** The first transaction of that person, to the chain's USDC; the hash when it is mined. */
    static String send(TestChain chain, Credentials sender, byte[] data) throws Exception {
        Web3j node = Web3j.build(new HttpService(chain.rpcUrl().toString()));
        try {
            RawTransaction transaction = RawTransaction.createTransaction(
                    chain.chainId(),
                    BigInteger.ZERO,
                    BigInteger.valueOf(300_000),
                    chain.contracts().usdc(),
                    BigInteger.ZERO,
                    Numeric.toHexString(data),
                    BigInteger.TEN.pow(9),
                    BigInteger.TEN.pow(11));
            byte[] raw = TransactionEncoder.signMessage(transaction, chain.chainId(), sender);
            String hash =
                    node.ethSendRawTransaction(Numeric.toHexString(raw)).send().getTransactionHash();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> node.ethGetTransactionReceipt(hash)
                            .send()
                            .getTransactionReceipt()
                            .filter(receipt -> receipt.isStatusOK())
                            .isPresent());
            return hash;
        } finally {
            node.shutdown();
        }
    }

    /** A maximum that the payer has signed for the escrow. */
    static EscrowAuthorization escrow(
            TestChain chain,
            Credentials payer,
            Address20 provider,
            String operator,
            String treasury,
            long maxMicros,
            long nowS) {
        EscrowAuthorization unsigned = EscrowAuthorization.newBuilder()
                .setChainId(chain.chainId())
                .setToken(Lines.address(chain.contracts().usdc()))
                .setOperator(Lines.address(operator))
                .setReceiver(provider)
                .setMaxAmountMicros(maxMicros)
                .setPreApprovalExpiryS(nowS + 300)
                .setAuthorizationExpiryS(nowS + 600)
                .setRefundExpiryS(nowS + 900)
                .setMinFeeBps(10)
                .setMaxFeeBps(10)
                .setFeeReceiver(Lines.address(treasury))
                .setSalt(new Hash32(random32()))
                .setSignature(ByteBuffer.allocate(0))
                .build();
        byte[] nonce = PaymentInfo.of(unsigned, address(payer))
                .authorizationNonce(chain.chainId(), chain.contracts().escrow());
        byte[] signature =
                receiveAuthorization(chain, payer, chain.contracts().collector(), maxMicros, nowS + 300, nonce);
        return EscrowAuthorization.newBuilder(unsigned)
                .setSignature(ByteBuffer.wrap(signature))
                .build();
    }

    private static byte[] receiveAuthorization(
            TestChain chain, Credentials payer, String to, long value, long validBeforeS, byte[] nonce) {
        return authorization("ReceiveWithAuthorization", chain, payer, to, value, validBeforeS, nonce);
    }

    private static byte[] authorization(
            String type, TestChain chain, Credentials payer, String to, long value, long validBeforeS, byte[] nonce) {
        byte[] domain = Hash.sha3(concat(
                keccak("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak(chain.contracts().usdcName()),
                keccak(chain.contracts().usdcVersion()),
                word(chain.chainId()),
                word(chain.contracts().usdc())));
        byte[] message = Hash.sha3(concat(
                keccak(type + "(address from,address to,uint256 value,uint256 validAfter,"
                        + "uint256 validBefore,bytes32 nonce)"),
                word(payer.getAddress()),
                word(to),
                word(value),
                word(0),
                word(validBeforeS),
                nonce));
        Sign.SignatureData signature = Sign.signMessage(
                Hash.sha3(concat(new byte[] {0x19, 0x01}, domain, message)), payer.getEcKeyPair(), false);
        return concat(signature.getR(), signature.getS(), signature.getV());
    }

    private static byte[] keccak(String text) {
        return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] word(long value) {
        return Numeric.toBytesPadded(BigInteger.valueOf(value), 32);
    }

    private static byte[] word(String address) {
        return Numeric.toBytesPadded(Numeric.toBigInt(address), 32);
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                java.util.Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
