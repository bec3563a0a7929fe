package io.fluxledger.codec;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.Fingerprint;
import io.fluxledger.rules.Hold;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.SubBalance;
import io.fluxledger.schemas.BoundedDecoder;
import io.fluxledger.schemas.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the change logs of both folds have in common: kinds of keys, the version of values, and shared fields. */
final class StateBytes {
    static final byte HEAD = 'h';
    static final byte ACCOUNT = 'a';
    static final byte INTENT = 'i';
    static final byte DEPOSIT = 'd';
    static final byte WITHDRAWAL = 'w';
    static final byte DISPUTE = 'x';
    static final byte SESSION = 's';
    static final byte PAYOUT = 'p';
    static final byte NONCE = 'n';
    static final byte MOVE = 'm';
    /** Highest sequence taken from a partition of the other fold. */
    static final byte TAKEN = 't';

    private static final int VERSION = 2;
    private static final AccountType[] ACCOUNT_TYPES = AccountType.values();

    private final RecordBytes out = new RecordBytes();

    /** Starts a key. */
    RecordBytes key(byte kind) {
        return out.clear().tag(kind);
    }

    byte[] key(byte kind, Fingerprint name) {
        return key(kind).fixed(name.high()).fixed(name.low()).toBytes();
    }

    /** Starts a value. */
    RecordBytes value() {
        return out.clear().tag(VERSION);
    }

    byte[] head(PartitionHead head) {
        Parameters p = head.parameters();
        value().number(head.clockMs())
                .number(head.sequence())
                .word(head.hash())
                .number(head.chargeSequence())
                .number(head.windowEndMs())
                .number(head.lastOffset())
                .number(p.rulesVersion())
                .number(p.providerFeePpm())
                .number(p.monthlyMinimumFeeNanos())
                .number(p.monthlyMinimumVolumeNanos())
                .number(p.sweepLimit())
                .number(p.retentionMs())
                .number(p.maxIntentLifeMs())
                .number(head.holds().size());
        for (Hold hold : head.holds()) {
            out.number(hold.chainId())
                    .number(hold.heldMs())
                    .number(hold.sinceMs())
                    .number(hold.line());
        }
        return out.toBytes();
    }

    static PartitionHead head(BoundedDecoder in) {
        long clockMs = in.readLong();
        long sequence = in.readLong();
        Bytes32 hash = Fields.word(in);
        long chargeSequence = in.readLong();
        long windowEndMs = in.readLong();
        long lastOffset = in.readLong();
        Parameters parameters = Fields.parameters(in);
        int count = count(in);
        List<Hold> holds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            holds.add(new Hold(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        return new PartitionHead(
                clockMs, sequence, hash, chargeSequence, windowEndMs, lastOffset, parameters, List.copyOf(holds));
    }

    static RecordBytes balances(RecordBytes out, Balances balances) {
        out.number(balances.size());
        for (int i = 0; i < balances.size(); i++) {
            out.symbol(balances.account(i)).number(balances.chainId(i)).number(balances.amountNanos(i));
        }
        return out;
    }

    static Balances balances(BoundedDecoder in) {
        int count = count(in);
        List<SubBalance> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(new SubBalance(Fields.symbol(in, ACCOUNT_TYPES), in.readLong(), in.readLong()));
        }
        return Balances.of(all);
    }

    static Fingerprint fingerprint(BoundedDecoder in) {
        return new Fingerprint(in.readFixedLong(), in.readFixedLong());
    }

    /** Count of what follows, each of which has at least one byte. */
    static int count(BoundedDecoder in) {
        long count = in.readLong();
        if (count < 0 || count > in.remainingBytes()) {
            throw new UnreadableRecordException(count + " elements do not fit");
        }
        return (int) count;
    }

    private static boolean isForgettable(byte kind) {
        return kind == INTENT || kind == SESSION;
    }

    /** Takes the parts of one record. */
    interface Restoring {
        void restore(byte kind, BoundedDecoder name, BoundedDecoder content);
    }

    /** Opens a record of a change log; all of its key and value must be used up. */
    static void restore(byte[] key, byte @Nullable [] value, Restoring restoring) {
        try {
            if (key.length == 0 || (value == null ? !isForgettable(key[0]) : value.length == 0)) {
                throw new IllegalStateException("stored state without its content");
            }
            if (value != null && value[0] != VERSION) {
                throw new IllegalStateException(
                        "stored state has layout " + value[0] + ", this build reads " + VERSION);
            }
            BoundedDecoder name = new BoundedDecoder().reset(key, 1);
            BoundedDecoder content = new BoundedDecoder();
            if (value != null) {
                content.reset(value, 1);
            }
            restoring.restore(key[0], name, content);
            name.end();
            content.end();
        } catch (UnreadableRecordException e) {
            throw new IllegalStateException("stored state cannot be read: " + e.getMessage(), e);
        }
    }
}
