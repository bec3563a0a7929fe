package io.fluxledger.contracts;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/**
 * Calls and events of the eERC-20 contracts in converter mode. Amounts are in the contract's decimals (micro-USDC); a PCT has 7
 * words. Selectors come from canonical signatures, because web3j derives wrong ones for nested static arrays.
 */
public final class EercAbi {
    static final int PCT_WORDS = 7;
    private static final int CIPHER_WORDS = 4;
    private static final int KEY_WORDS = 2;
    private static final int AUDITOR_PCT_AT = 25;
    private static final String POINTS = "(uint256[2],uint256[2][2],uint256[2])";
    private static final String PCT = "uint256[7]";
    private static final String TRANSFER = "transfer(address,uint256," + Statement.TRANSFER.tuple() + "," + PCT + ")";
    private static final String WITHDRAW = "withdraw(uint256," + Statement.WITHDRAW.tuple() + "," + PCT + ")";
    private static final String PRIVATE_TRANSFER =
            NexusEscrowAbi.topic("PrivateTransfer(address,address,uint256," + PCT + ",address)");
    private static final String DEPOSIT = NexusEscrowAbi.topic("Deposit(address,uint256,uint256,uint256)");
    private static final String WITHDRAWN =
            NexusEscrowAbi.topic("Withdraw(address,uint256,uint256," + PCT + ",address)");

    /** What a proof is about. */
    public enum Statement {
        REGISTER(5),
        TRANSFER(32),
        WITHDRAW(16);

        private final int signals;

        Statement(int signals) {
            this.signals = signals;
        }

        /** How many public signals its proofs have. */
        public int signals() {
            return signals;
        }

        private String tuple() {
            return "(" + POINTS + ",uint256[" + signals + "])";
        }
    }

    /** What the contract logged. Addresses are lower-case 0x-hex. */
    public sealed interface Event {
        BigInteger tokenId();
    }

    /** @param auditorPct the amount, encrypted for the auditor of that time */
    public record Transferred(String from, String to, BigInteger tokenId, List<BigInteger> auditorPct, String auditor)
            implements Event {}

    public record Deposited(String user, BigInteger tokenId, long amountMicros, BigInteger dust) implements Event {}

    /** @param auditorPct as of a transfer */
    public record Withdrawn(
            String user, BigInteger tokenId, long amountMicros, List<BigInteger> auditorPct, String auditor)
            implements Event {}

    /** A transfer as it was sent: what is needed where a deployment logs other events. */
    public record TransferCall(String to, BigInteger tokenId, EercProof proof, List<BigInteger> senderBalancePct) {
        public List<BigInteger> auditorPct() {
            return proof.signals().subList(AUDITOR_PCT_AT, AUDITOR_PCT_AT + PCT_WORDS);
        }
    }

    private EercAbi() {}

    /** Call of the registrar, by the account that the proof names. */
    public static byte[] register(EercProof proof) {
        return Calldata.call("register(" + Statement.REGISTER.tuple() + ")")
                .words(proof.words(Statement.REGISTER))
                .encode();
    }

    /** Call of the registrar; answers two words. */
    public static byte[] getUserPublicKey(String account) {
        return Calldata.call("getUserPublicKey(address)").address(account).encode();
    }

    /** @return x and y, both zero for an account without a key */
    public static List<BigInteger> decodeKey(String returned) {
        return words(Words.of(returned), 0, KEY_WORDS);
    }

    /**
     * @param amountUnits in the token's units
     * @param amountPct the amount, encrypted by the sender for itself
     */
    public static byte[] deposit(BigInteger amountUnits, String token, List<BigInteger> amountPct) {
        return Calldata.call("deposit(uint256,address," + PCT + ")")
                .uint(amountUnits)
                .address(token)
                .words(pct(amountPct))
                .encode();
    }

    public static byte[] transfer(String to, BigInteger tokenId, EercProof proof, List<BigInteger> senderBalancePct) {
        return Calldata.call(TRANSFER)
                .address(to)
                .uint(tokenId)
                .words(proof.words(Statement.TRANSFER))
                .words(pct(senderBalancePct))
                .encode();
    }

    public static byte[] withdraw(BigInteger tokenId, EercProof proof, List<BigInteger> balancePct) {
        return Calldata.call(WITHDRAW)
                .uint(tokenId)
                .words(proof.words(Statement.WITHDRAW))
                .words(pct(balancePct))
                .encode();
    }

    public static byte[] setAuditorPublicKey(String account) {
        return Calldata.call("setAuditorPublicKey(address)").address(account).encode();
    }

    /** Answers two words, as getUserPublicKey. */
    public static byte[] auditorPublicKey() {
        return Calldata.call("auditorPublicKey()").encode();
    }

    /** Answers an unsigned number, 0 for a token that was never deposited. */
    public static byte[] tokenIds(String token) {
        return Calldata.call("tokenIds(address)").address(token).encode();
    }

    public static BigInteger decodeUint(String returned) {
        return Words.of(returned).uint(0);
    }

    public static byte[] balanceOf(String account, BigInteger tokenId) {
        return Calldata.call("balanceOf(address,uint256)")
                .address(account)
                .uint(tokenId)
                .encode();
    }

    /** @param returned result of {@link #balanceOf}, 0x-hex */
    public static EercBalance decodeBalance(String returned) {
        Words words = Words.of(returned);
        int nonceAt = CIPHER_WORDS;
        int creditsAt = nonceAt + 1;
        int balancePctAt = creditsAt + 1;
        int from = words.uint(creditsAt).intValueExact() / Calldata.WORD;
        int count = words.uint(from).intValueExact();
        List<List<BigInteger>> credits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Each is followed by its index.
            credits.add(words(words, from + 1 + i * (PCT_WORDS + 1), PCT_WORDS));
        }
        return new EercBalance(
                words(words, 0, CIPHER_WORDS),
                words.uint(nonceAt),
                credits,
                words(words, balancePctAt, PCT_WORDS),
                words.uint(balancePctAt + PCT_WORDS));
    }

    /** @throws IllegalArgumentException when this is no call of transfer */
    public static TransferCall decodeTransfer(byte[] calldata) {
        byte[] selector = Calldata.selector(TRANSFER);
        for (int i = 0; i < selector.length; i++) {
            if (calldata.length <= i || calldata[i] != selector[i]) {
                throw new IllegalArgumentException("Not a call of transfer");
            }
        }
        Words words = Words.ofCall(calldata);
        int signalsAt = 2 + EercProof.POINT_WORDS;
        int pctAt = signalsAt + Statement.TRANSFER.signals();
        return new TransferCall(
                words.address(0),
                words.uint(1),
                new EercProof(
                        words(words, 2, EercProof.POINT_WORDS), words(words, signalsAt, Statement.TRANSFER.signals())),
                words(words, pctAt, PCT_WORDS));
    }

    /** The contract's own events among those logs, in order; others are passed over. */
    public static List<Event> events(String contract, List<Log> logs) {
        List<Event> events = new ArrayList<>();
        for (Log log : logs) {
            if (!log.getAddress().equalsIgnoreCase(contract) || log.getTopics().isEmpty()) {
                continue;
            }
            Words data = Words.of(log.getData());
            String topic = log.getTopics().getFirst();
            if (topic.equals(PRIVATE_TRANSFER)) {
                events.add(new Transferred(
                        account(log, 1),
                        account(log, 2),
                        Words.of(log.getTopics().get(3)).uint(0),
                        words(data, 0, PCT_WORDS),
                        data.address(PCT_WORDS)));
            } else if (topic.equals(DEPOSIT)) {
                events.add(new Deposited(account(log, 1), tokenId(log), data.uint63(0), data.uint(1)));
            } else if (topic.equals(WITHDRAWN)) {
                events.add(new Withdrawn(
                        account(log, 1),
                        tokenId(log),
                        data.uint63(0),
                        words(data, 1, PCT_WORDS),
                        data.address(1 + PCT_WORDS)));
            }
        }
        return events;
    }

    private static String account(Log log, int topic) {
        return Words.of(log.getTopics().get(topic)).address(0);
    }

    private static BigInteger tokenId(Log log) {
        return Words.of(log.getTopics().get(2)).uint(0);
    }

    private static List<BigInteger> words(Words words, int from, int count) {
        List<BigInteger> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(words.uint(from + i));
        }
        return List.copyOf(list);
    }

    private static byte[] pct(List<BigInteger> words) {
        if (words.size() != PCT_WORDS) {
            throw new IllegalArgumentException("A PCT has %d words, not %d".formatted(PCT_WORDS, words.size()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        words.forEach(word -> out.writeBytes(Calldata.uintWord(word)));
        return out.toByteArray();
    }
}
