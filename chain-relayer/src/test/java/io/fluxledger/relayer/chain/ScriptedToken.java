package io.fluxledger.relayer.chain;

import io.fluxledger.contracts.EercAbi;
import io.fluxledger.contracts.EercBalance;
import io.fluxledger.contracts.EercProof;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.prover.BatchProof;
import io.fluxledger.prover.BatchTransfer;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.ProverException;
import io.fluxledger.prover.Spending;
import io.fluxledger.relayer.proofs.ProofSource;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.web3j.utils.Numeric;

/**
 * An encrypted token and its prover without cryptography. A balance is (amount, credits, salts, 0); what is proven is written into the
 * signals of a proof, and as in the contract a proof holds for every balance since the account's last spending.
 */
final class ScriptedToken implements ContractViews, ProofSource {
    private static final int ON_AT = 2;
    private static final int AMOUNT_AT = 6;
    private static final int SALT_AT = 7;
    private static final int KEY_AT = 10;
    private static final int AUDITOR_AT = 11;
    private static final List<BigInteger> NO_PCT = Collections.nCopies(7, BigInteger.ZERO);
    private static final List<BigInteger> AUDITOR = List.of(BigInteger.TWO, BigInteger.TEN);

    final Map<String, List<BigInteger>> keys = new HashMap<>();
    /** Amounts whose proofs fail, with the whole list that they are in. */
    final Set<Long> unprovable = new HashSet<>();
    /** As the contract names it; a proof for another is not taken. */
    volatile List<BigInteger> auditor = AUDITOR;
    /** While it is there, a proof that was made is not handed over. */
    volatile CountDownLatch handingOver = new CountDownLatch(0);
    /** An amount that the contract never takes. */
    volatile long refuses;
    /** Every proof that was handed over, by amount. */
    private final List<Long> proven = new ArrayList<>();

    private final Set<List<BigInteger>> valid = new HashSet<>();
    private List<BigInteger> balance = Collections.nCopies(4, BigInteger.ZERO);
    private long nonce;
    private long salts;

    @Override
    public synchronized List<String> views(String to, List<byte[]> calls) {
        return calls.stream().map(this::answer).toList();
    }

    private String answer(byte[] call) {
        if (is(call, EercAbi.tokenIds(ACCOUNT))) {
            return hex(List.of(BigInteger.ONE));
        }
        if (is(call, EercAbi.auditorPublicKey())) {
            return hex(auditor);
        }
        if (is(call, EercAbi.getUserPublicKey(ACCOUNT))) {
            String account = "0x" + Numeric.toHexStringNoPrefix(call).substring(32, 72);
            return hex(keys.getOrDefault(account, List.of(BigInteger.ZERO, BigInteger.ZERO)));
        }
        List<BigInteger> words = new ArrayList<>(balance);
        words.add(BigInteger.valueOf(nonce));
        words.add(BigInteger.valueOf(14 * 32));
        words.addAll(NO_PCT);
        words.add(BigInteger.ZERO);
        words.add(BigInteger.ZERO);
        return hex(words);
    }

    static final String ACCOUNT = "0x00000000000000000000000000000000000000aa";

    private static boolean is(byte[] call, byte[] like) {
        return Arrays.equals(Arrays.copyOf(call, 4), Arrays.copyOf(like, 4));
    }

    private static String hex(List<BigInteger> words) {
        StringBuilder hex = new StringBuilder("0x");
        words.forEach(word -> hex.append(Numeric.toHexStringNoPrefixZeroPadded(word, 64)));
        return hex.toString();
    }

    /** What somebody sends to the account, or the account deposits. */
    synchronized void credit(long micros) {
        balance = List.of(
                balance.get(0).add(BigInteger.valueOf(micros)),
                balance.get(1).add(BigInteger.ONE),
                balance.get(2),
                BigInteger.ZERO);
        valid.add(balance);
    }

    /** Takes a call as the contract does; false when it reverts. */
    synchronized boolean take(ChainCommand command, byte[] call) {
        if (command.getKind() == CommandKind.RESERVE_DEPOSIT) {
            credit(command.getAmountMicros());
            return true;
        }
        List<BigInteger> signals = EercAbi.decodeTransfer(call).proof().signals();
        String recipient = EercAbi.decodeTransfer(call).to();
        if (command.getAmountMicros() == refuses
                || !valid.contains(signals.subList(ON_AT, AMOUNT_AT))
                || !signals.get(AUDITOR_AT).equals(auditor.getFirst())
                || !signals.get(KEY_AT)
                        .equals(keys.getOrDefault(recipient, AUDITOR).getFirst())) {
            return false;
        }
        balance = spent(balance, signals.get(AMOUNT_AT), signals.get(SALT_AT));
        nonce++;
        valid.clear();
        valid.add(balance);
        return true;
    }

    private static List<BigInteger> spent(List<BigInteger> from, BigInteger micros, BigInteger salt) {
        return List.of(from.get(0).subtract(micros), from.get(1), from.get(2).add(salt), BigInteger.ZERO);
    }

    synchronized long micros() {
        return balance.getFirst().longValueExact();
    }

    synchronized List<Long> proven() {
        return List.copyOf(proven);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public void open() {
        // There is no key.
    }

    @Override
    public List<BigInteger> note(long amountMicros) {
        return NO_PCT;
    }

    @Override
    public KnownBalance read(EercBalance encrypted) {
        return new KnownBalance(
                encrypted.cipher(), encrypted.cipher().getFirst().longValueExact());
    }

    @Override
    public Spending withdraw(KnownBalance on, List<BigInteger> auditorKey, long amountMicros) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void transfer(
            KnownBalance on, List<BigInteger> auditorKey, List<BatchTransfer> transfers, Predicate<BatchProof> sink) {
        if (transfers.stream().anyMatch(transfer -> unprovable.contains(transfer.amountMicros()))) {
            throw new ProverException(ProverException.Code.INVALID_REQUEST, "scripted");
        }
        KnownBalance current = on;
        for (int i = 0; i < transfers.size(); i++) {
            Spending spending = prove(current, auditorKey, transfers.get(i));
            current = spending.next();
            awaitHandingOver();
            if (!sink.test(new BatchProof(i, transfers.size(), spending))) {
                return;
            }
        }
    }

    private void awaitHandingOver() {
        try {
            handingOver.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProverException(ProverException.Code.CANCELLED, "scripted");
        }
    }

    private synchronized Spending prove(KnownBalance on, List<BigInteger> auditorKey, BatchTransfer transfer) {
        BigInteger amount = BigInteger.valueOf(transfer.amountMicros());
        BigInteger salt = BigInteger.valueOf(++salts);
        List<BigInteger> signals =
                new ArrayList<>(Collections.nCopies(EercAbi.Statement.TRANSFER.signals(), BigInteger.ZERO));
        for (int i = 0; i < on.cipher().size(); i++) {
            signals.set(ON_AT + i, on.cipher().get(i));
        }
        signals.set(AMOUNT_AT, amount);
        signals.set(SALT_AT, salt);
        signals.set(AUDITOR_AT, auditorKey.getFirst());
        signals.set(KEY_AT, transfer.receiverKey().getFirst());
        proven.add(transfer.amountMicros());
        return new Spending(
                new EercProof(Collections.nCopies(8, BigInteger.ZERO), signals),
                NO_PCT,
                new KnownBalance(spent(on.cipher(), amount, salt), on.amountMicros() - transfer.amountMicros()),
                1);
    }
}
