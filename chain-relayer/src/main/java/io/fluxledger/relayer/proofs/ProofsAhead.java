package io.fluxledger.relayer.proofs;

import io.fluxledger.contracts.EercBalance;
import io.fluxledger.prover.BatchTransfer;
import io.fluxledger.prover.KnownBalance;
import io.fluxledger.prover.ProverException;
import io.fluxledger.prover.Spending;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proofs of one account's next spendings, made in the background, each on the balance that the one before leaves. When the account
 * has another balance than was expected, all of them are thrown away and made again. Nothing is lost with it: a proof has no
 * effect before its transaction is signed and saved.
 *
 * <p>Whoever asks is never held up, neither by the making of proofs nor by a prover that is down. Amounts are in no message.
 */
public final class ProofsAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProofsAhead.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    /** What cannot be proven is tried again after so long. */
    private static final Duration ASIDE = Duration.ofMinutes(1);

    /** @param on the balance that it is about */
    private record Made(List<BigInteger> on, Spending spending) {}

    private sealed interface Work {
        record Note(Wanted.Deposit deposit) implements Work {}

        record Read(EercBalance balance) implements Work {}

        record Prove(int generation, KnownBalance on, List<BigInteger> auditorKey, List<Wanted> wanted)
                implements Work {}
    }

    private final ProofSource source;

    private final Map<String, List<BigInteger>> notes = new HashMap<>();
    private final LinkedHashMap<String, Made> made = new LinkedHashMap<>();
    private final Set<String> tooDear = new HashSet<>();
    /** What there is no proof of for now, and until when. */
    private final Map<String, Long> asideUntilNanos = new HashMap<>();
    /** What the chain did not take the proofs of, and how often. */
    private final Map<String, Integer> refusals = new HashMap<>();

    private List<Wanted> wanted = List.of();
    private List<BigInteger> auditorKey = List.of();
    private @Nullable EercBalance base;
    private @Nullable KnownBalance known;
    private int generation;
    private @Nullable String trouble;
    /** One of several could not be proven: which one is found out. */
    private boolean oneByOne;

    private boolean closed;
    private boolean opened;

    /** Asks the source for nothing before something is wanted. */
    public ProofsAhead(ProofSource source) {
        this.source = source;
        Thread.ofPlatform().daemon().name("proofs-" + source.name()).start(this::run);
    }

    /**
     * Says once for each head of the chain what is to be made. Nothing of the account waits to be mined.
     *
     * @param all what the account is to do next, in order
     * @param balance the account's, as the chain has it now
     */
    public synchronized void expect(List<Wanted> all, EercBalance balance, List<BigInteger> currentAuditorKey) {
        adopt(balance, currentAuditorKey);
        wanted = List.copyOf(all);
        Set<String> ids = new HashSet<>();
        wanted.forEach(each -> ids.add(each.commandId()));
        if (!made.isEmpty() && !ids.contains(made.firstEntry().getKey())) {
            // What it was made for will not happen, and the ones behind it are on the balance that it would have left.
            forget("a payout that was expected is not made");
        }
        notes.keySet().retainAll(ids);
        tooDear.retainAll(ids);
        asideUntilNanos.keySet().retainAll(ids);
        refusals.keySet().retainAll(ids);
        notifyAll();
    }

    /** What there is for a call; asking changes nothing. */
    public synchronized ProofAnswer ask(String commandId) {
        List<BigInteger> pct = notes.get(commandId);
        if (pct != null) {
            return new ProofAnswer.Noted(pct);
        }
        Map.Entry<String, Made> first = made.firstEntry();
        if (first != null && first.getKey().equals(commandId)) {
            return new ProofAnswer.Proven(first.getValue().spending());
        }
        if (made.containsKey(commandId)) {
            return new ProofAnswer.NotYet("its proof is behind another one");
        }
        if (isAside(commandId)) {
            return new ProofAnswer.NotYet("the prover cannot prove it");
        }
        if (tooDear.contains(commandId)) {
            return new ProofAnswer.NotYet("the encrypted balance does not cover it");
        }
        return new ProofAnswer.NotYet(trouble == null ? "its proof is being made" : trouble);
    }

    /**
     * The chain did not take that command's proof: it and those behind it, which are about what it would have left, are made again from
     * what the next head wants, which may be another key. One that is refused again and again does not hold up the others.
     */
    public synchronized void refused(String commandId) {
        if (refusals.merge(commandId, 1, Integer::sum) > 1) {
            setAside(commandId);
        }
        wanted = List.of();
        forget("the chain did not take one");
    }

    private void setAside(String commandId) {
        LOG.warn("No proof of {} for now", commandId);
        asideUntilNanos.put(commandId, System.nanoTime() + ASIDE.toNanos());
    }

    private boolean isAside(String commandId) {
        Long untilNanos = asideUntilNanos.get(commandId);
        return untilNanos != null && untilNanos - System.nanoTime() > 0;
    }

    private void adopt(EercBalance balance, List<BigInteger> currentAuditorKey) {
        if (!auditorKey.equals(currentAuditorKey)) {
            forget("there is another auditor");
            auditorKey = List.copyOf(currentAuditorKey);
        }
        EercBalance before = base;
        if (before != null && before.cipher().equals(balance.cipher())) {
            return;
        }
        base = balance;
        tooDear.clear();
        if (before != null && before.nonce().equals(balance.nonce())) {
            credited(balance);
            return;
        }
        Iterator<Made> proofs = made.values().iterator();
        int passed = 0;
        while (proofs.hasNext()) {
            Spending spending = proofs.next().spending();
            passed++;
            if (spending.next().cipher().equals(balance.cipher())) {
                known = spending.next();
                for (int i = 0; i < passed; i++) {
                    var _ = made.pollFirstEntry();
                }
                return;
            }
        }
        known = balance.cipher().stream().allMatch(word -> word.signum() == 0)
                ? new KnownBalance(balance.cipher(), 0)
                : null;
        forget("the balance is another than was expected");
    }

    /**
     * The contract takes a proof about any balance since the last spending: whoever sends dust does not hold up the next payout, whether
     * its proof is made or being made. Those behind it are about a balance that will not be.
     */
    private void credited(EercBalance balance) {
        known = null;
        Map.Entry<String, Made> first = made.firstEntry();
        if (first != null && made.size() > 1) {
            forget("somebody credited the account");
            made.put(first.getKey(), first.getValue());
        }
        LOG.debug("{} was credited, {} spendings", source.name(), balance.nonce());
    }

    /** Whether the next proof is about an earlier balance than the present one: what comes after it is not known before it is mined. */
    private boolean isCredited() {
        Map.Entry<String, Made> first = made.firstEntry();
        EercBalance current = base;
        return first != null && current != null && !first.getValue().on().equals(current.cipher());
    }

    private void forget(String why) {
        if (!made.isEmpty()) {
            LOG.info("{} proofs of {} are made again: {}", made.size(), source.name(), why);
        }
        generation++;
        made.clear();
        tooDear.clear();
    }

    private void run() {
        try {
            while (true) {
                Work work = next();
                try {
                    open();
                    carryOut(work);
                    over();
                } catch (ProverException e) {
                    if (!blame(work, e)) {
                        failed(e);
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("No more proofs of {}", source.name());
        }
    }

    private void open() {
        if (!opened) {
            source.open();
            opened = true;
        }
    }

    private void carryOut(Work work) {
        switch (work) {
            case Work.Note(Wanted.Deposit deposit) -> noted(deposit.commandId(), source.note(deposit.amountMicros()));
            case Work.Read(EercBalance balance) -> read(balance, source.read(balance));
            case Work.Prove prove -> prove(prove);
        }
    }

    private void prove(Work.Prove work) {
        if (work.wanted().getFirst() instanceof Wanted.Withdrawal withdrawal) {
            Spending spending = source.withdraw(work.on(), work.auditorKey(), withdrawal.amountMicros());
            var _ = keep(work.generation(), withdrawal.commandId(), work.on().cipher(), spending);
            return;
        }
        List<BatchTransfer> transfers = new ArrayList<>();
        for (Wanted each : work.wanted()) {
            if (!(each instanceof Wanted.Transfer transfer)) {
                break;
            }
            transfers.add(new BatchTransfer(transfer.receiverKey(), transfer.amountMicros()));
        }
        List<List<BigInteger>> on = new ArrayList<>(List.of(work.on().cipher()));
        source.transfer(work.on(), work.auditorKey(), transfers, proof -> {
            LOG.info("{} of {}", proof.progress(), source.name());
            boolean wantsMore = keep(
                    work.generation(), work.wanted().get(proof.index()).commandId(), on.getLast(), proof.spending());
            on.add(proof.spending().next().cipher());
            return wantsMore;
        });
    }

    /** Waits until there is something to do. */
    private synchronized Work next() throws InterruptedException {
        while (true) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            Work work = due();
            if (work != null) {
                return work;
            }
            wait();
        }
    }

    private @Nullable Work due() {
        Wanted.Deposit deposit = missingNote();
        if (deposit != null) {
            return new Work.Note(deposit);
        }
        EercBalance from = base;
        if (from == null || isCredited()) {
            return null;
        }
        KnownBalance on =
                made.isEmpty() ? known : made.lastEntry().getValue().spending().next();
        List<Wanted> open = new ArrayList<>();
        for (Wanted each : wanted) {
            if (!(each instanceof Wanted.Deposit)
                    && !made.containsKey(each.commandId())
                    && !isAside(each.commandId())) {
                open.add(each);
            }
        }
        if (open.isEmpty()) {
            return null;
        }
        if (on == null) {
            return new Work.Read(from);
        }
        List<Wanted> affordable = new ArrayList<>();
        long left = on.amountMicros();
        for (Wanted each : open) {
            if (each.amountMicros() <= left) {
                left -= each.amountMicros();
                affordable.add(each);
            } else {
                tooDear.add(each.commandId());
            }
        }
        if (affordable.isEmpty()) {
            return null;
        }
        return new Work.Prove(generation, on, auditorKey, oneByOne ? affordable.subList(0, 1) : affordable);
    }

    private Wanted.@Nullable Deposit missingNote() {
        for (Wanted each : wanted) {
            if (each instanceof Wanted.Deposit deposit
                    && !notes.containsKey(deposit.commandId())
                    && !isAside(deposit.commandId())) {
                return deposit;
            }
        }
        return null;
    }

    private synchronized void noted(String commandId, List<BigInteger> pct) {
        notes.put(commandId, pct);
    }

    private synchronized void read(EercBalance balance, KnownBalance amount) {
        EercBalance current = base;
        if (current != null && current.nonce().equals(balance.nonce())) {
            known = amount;
        }
    }

    private synchronized boolean keep(int madeIn, String commandId, List<BigInteger> on, Spending spending) {
        if (closed || madeIn != generation) {
            return false;
        }
        made.put(commandId, new Made(on, spending));
        // A deposit is what others wait for: its note is not left behind a long batch.
        return missingNote() == null && !isCredited();
    }

    private synchronized void over() {
        trouble = null;
    }

    /**
     * Some failures come again however often the same is asked: then the one that is at fault is found, and the others are proven.
     *
     * @return whether anything else can be done now
     */
    private synchronized boolean blame(Work work, ProverException e) {
        boolean repeats =
                e.code() == ProverException.Code.INVALID_REQUEST || e.code() == ProverException.Code.PROOF_FAILED;
        if (!repeats) {
            return false;
        }
        return switch (work) {
            case Work.Read _ -> false;
            case Work.Note note -> {
                setAside(note.deposit().commandId());
                yield true;
            }
            case Work.Prove prove -> {
                oneByOne = prove.wanted().size() > 1 && !(prove.wanted().getFirst() instanceof Wanted.Withdrawal);
                if (!oneByOne) {
                    setAside(prove.wanted().getFirst().commandId());
                }
                yield true;
            }
        };
    }

    private synchronized void failed(ProverException e) throws InterruptedException {
        // Only its code: messages of the prover name amounts.
        trouble = "the prover answers " + e.code();
        LOG.warn("Proofs of {} wait: {}", source.name(), trouble);
        if (e.code() == ProverException.Code.BALANCE_MISMATCH || e.code() == ProverException.Code.UNKNOWN_KEY) {
            opened = false;
            known = null;
        }
        long untilNs = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
        while (!closed && System.nanoTime() < untilNs) {
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(untilNs - System.nanoTime())));
        }
    }

    /** Whoever closes it closes the prover too: a proof that is being made then ends. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
