package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.Posting;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recomputes the hashes of one partition's lines from HASHING.md, and follows both chains. */
public final class HashCheck {
    /** Entries in the order of their tags, which begin with 1. */
    static final List<Class<? extends LedgerEntry>> ENTRIES = List.of(
            LedgerEntry.DepositOpened.class,
            LedgerEntry.DepositCredited.class,
            LedgerEntry.DepositClosed.class,
            LedgerEntry.IntentOpened.class,
            LedgerEntry.EscrowLocked.class,
            LedgerEntry.ReceiptRecorded.class,
            LedgerEntry.IntentClosed.class,
            LedgerEntry.EscrowStepRecorded.class,
            LedgerEntry.WithdrawalOpened.class,
            LedgerEntry.WithdrawalClosed.class,
            LedgerEntry.ParametersSet.class,
            LedgerEntry.ChargeTaken.class,
            LedgerEntry.WindowClosed.class,
            LedgerEntry.PartitionWindowClosed.class,
            LedgerEntry.PayoutOpened.class,
            LedgerEntry.PayoutClosed.class,
            LedgerEntry.ProviderUpdated.class,
            LedgerEntry.DepositMined.class,
            LedgerEntry.DepositTakenBack.class,
            LedgerEntry.SuspenseClosed.class,
            LedgerEntry.WithdrawalAdvanced.class,
            LedgerEntry.DisputeOpened.class,
            LedgerEntry.RefundCredited.class,
            LedgerEntry.HoldChanged.class,
            LedgerEntry.InputSetAside.class,
            LedgerEntry.PayoutAdvanced.class,
            LedgerEntry.DisputeTaken.class,
            LedgerEntry.DisputeClosed.class,
            LedgerEntry.RefundIssued.class,
            LedgerEntry.TransferSuspended.class,
            LedgerEntry.SessionOpened.class,
            LedgerEntry.SessionClosed.class);

    private static final int INTENT_OF_A_SESSION = 33;

    private static final Map<Class<?>, Integer> TAGS = new HashMap<>();

    static {
        for (Class<?> entry : ENTRIES) {
            TAGS.put(entry, TAGS.size() + 1);
        }
    }

    private final MessageDigest sha256;
    private final HashedBytes bytes = new HashedBytes();
    private final Map<Address, Bytes32> heads = new HashMap<>();
    private Bytes32 head = Bytes32.ZERO;

    public HashCheck() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no SHA-256", e);
        }
    }

    /** What is wrong with the partition's next line; null when its hash and both chains hold. */
    public @Nullable String next(JournalLine line) {
        Address account = line.account();
        boolean ofAccount = account != null && line.accountSequence() > 0;
        Bytes32 before = ofAccount && account != null ? heads.getOrDefault(account, Bytes32.ZERO) : Bytes32.ZERO;
        if (!line.partitionPreviousHash().equals(head)) {
            return "partitionPreviousHash is " + line.partitionPreviousHash() + ", not " + head;
        }
        if (!line.accountPreviousHash().equals(before)) {
            return "accountPreviousHash is " + line.accountPreviousHash() + ", not " + before;
        }
        Bytes32 hash = hash(line);
        if (!line.hash().equals(hash)) {
            return "hash is " + line.hash() + ", not " + hash;
        }
        head = hash;
        if (ofAccount && account != null) {
            heads.put(account, hash);
        }
        return null;
    }

    private Bytes32 hash(JournalLine line) {
        bytes.clear();
        bytes.value(line.partitionPreviousHash());
        bytes.value(line.accountPreviousHash());
        bytes.value(line.inputId());
        bytes.value(line.index());
        bytes.value(line.inputType());
        bytes.optional(line.account());
        bytes.value(line.outcome());
        bytes.optional(line.reason() == null ? null : line.reason().name());
        bytes.value(line.reference());
        bytes.value(line.clockMs());
        bytes.value(line.rulesVersion());
        bytes.value(line.accountSequence());
        bytes.value(line.partitionSequence());
        bytes.value(line.entries().size());
        for (LedgerEntry entry : line.entries()) {
            if (entry instanceof LedgerEntry.IntentOpened opened) {
                opened(opened);
            } else {
                bytes.tag(tag(entry));
                bytes.fields((Record) entry);
            }
        }
        bytes.value(line.postings().size());
        for (Posting posting : line.postings()) {
            bytes.value(posting.account());
            bytes.optional(posting.owner());
            bytes.value(posting.chainId());
            bytes.value(posting.amountNanos());
        }
        Balances balances = line.balances();
        bytes.value(balances.size());
        for (int i = 0; i < balances.size(); i++) {
            bytes.value(balances.account(i));
            bytes.value(balances.chainId(i));
            bytes.value(balances.amountNanos(i));
        }
        return Bytes32.of(bytes.digest(sha256));
    }

    private void opened(LedgerEntry.IntentOpened entry) {
        Address sessionKey = entry.sessionKey();
        bytes.tag(sessionKey == null ? tag(entry) : INTENT_OF_A_SESSION);
        bytes.fieldsButTheLast(entry);
        if (sessionKey != null) {
            bytes.value(sessionKey);
        }
    }

    private static int tag(LedgerEntry entry) {
        Integer tag = TAGS.get(entry.getClass());
        if (tag == null) {
            throw new IllegalStateException("HASHING.md has no tag for " + entry);
        }
        return tag;
    }
}
