package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.Posting;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recomputes the hashes of one partition's lines from HASHING.md, and follows both chains. */
public final class HashCheck {
    /** Entries in the order of their tags, which begin with 1 and leave out those of entries that have two. */
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
            LedgerEntry.SessionClosed.class,
            LedgerEntry.TreasuryMoved.class,
            LedgerEntry.ProviderTermsUpdated.class,
            LedgerEntry.PayoutMoved.class,
            LedgerEntry.RefundChainSet.class,
            LedgerEntry.IntentHoldChanged.class);

    private static final int INTENT_OF_A_SESSION = 33;
    private static final int PAYOUT_WITH_TERMS = 37;
    private static final int INTENT_SETTLED_BY_GATEWAY = 40;
    private static final int INTENT_WITH_ROUTE_COSTS = 41;
    private static final Set<Integer> SECOND_TAGS = Set.of(INTENT_OF_A_SESSION, PAYOUT_WITH_TERMS);

    private static final Map<Class<?>, Integer> TAGS = new HashMap<>();

    static {
        int tag = 0;
        for (Class<?> entry : ENTRIES) {
            do {
                tag++;
            } while (SECOND_TAGS.contains(tag));
            TAGS.put(entry, tag);
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
            entry(entry);
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

    private void entry(LedgerEntry entry) {
        switch (entry) {
            case LedgerEntry.IntentOpened it
            when it.settledByGateway() -> {
                bytes.tag(INTENT_SETTLED_BY_GATEWAY);
                bytes.fieldsButTheLast(it, 1);
            }
            case LedgerEntry.IntentOpened it -> {
                Address sessionKey = it.sessionKey();
                bytes.tag(sessionKey == null ? tag(it) : INTENT_OF_A_SESSION);
                bytes.fieldsButTheLast(it, 2);
                if (sessionKey != null) {
                    bytes.value(sessionKey);
                }
            }
            case LedgerEntry.IntentClosed it -> longer(it, !it.routeCosts().isEmpty(), INTENT_WITH_ROUTE_COSTS);
            case LedgerEntry.PayoutOpened it -> longer(it, !it.terms().equals(PayoutTerms.NONE), PAYOUT_WITH_TERMS);
            default -> {
                bytes.tag(tag(entry));
                bytes.fields((Record) entry);
            }
        }
    }

    /** An entry whose last component is written, with a tag of its own, only where there is something in it. */
    private <T extends Record & LedgerEntry> void longer(T entry, boolean longer, int longTag) {
        bytes.tag(longer ? longTag : tag(entry));
        bytes.fieldsButTheLast(entry, longer ? 0 : 1);
    }

    private static int tag(LedgerEntry entry) {
        Integer tag = TAGS.get(entry.getClass());
        if (tag == null) {
            throw new IllegalStateException("HASHING.md has no tag for " + entry);
        }
        return tag;
    }
}
