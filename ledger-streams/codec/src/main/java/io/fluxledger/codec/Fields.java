package io.fluxledger.codec;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowStep;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.RefundReason;
import io.fluxledger.rules.RequestedBy;
import io.fluxledger.rules.RevokedBy;
import io.fluxledger.rules.Signature;
import io.fluxledger.rules.SuspenseResolution;
import io.fluxledger.rules.TransferStatus;
import io.fluxledger.schemas.BoundedDecoder;
import io.fluxledger.schemas.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fields of records as values of the rules. */
final class Fields {
    private static final Funding[] FUNDING = Funding.values();
    private static final PayoutMode[] PAYOUT_MODE = PayoutMode.values();
    private static final RequestedBy[] REQUESTED_BY = RequestedBy.values();
    private static final RevokedBy[] REVOKED_BY = RevokedBy.values();
    private static final RefundReason[] REFUND_REASON = RefundReason.values();
    private static final EscrowStep[] ESCROW_STEP = EscrowStep.values();
    private static final TransferStatus[] TRANSFER_STATUS = TransferStatus.values();
    private static final SuspenseResolution[] SUSPENSE_RESOLUTION = SuspenseResolution.values();

    private Fields() {}

    static InputId id(BoundedDecoder in) {
        return new InputId(in.readFixedLong(), in.readFixedLong());
    }

    static Address address(BoundedDecoder in) {
        return new Address(in.readFixedLong(), in.readFixedLong(), in.readFixedInt());
    }

    static @Nullable Address optionalAddress(BoundedDecoder in) {
        return branch(in) ? address(in) : null;
    }

    static Bytes32 word(BoundedDecoder in) {
        return new Bytes32(in.readFixedLong(), in.readFixedLong(), in.readFixedLong(), in.readFixedLong());
    }

    /** An id of an intent in a record of a call: text, or the bytes of a UUID. */
    static String intentId(BoundedDecoder in) {
        return branch(in) ? new UUID(in.readFixedLong(), in.readFixedLong()).toString() : in.readString();
    }

    /** Which of a union's two branches follows. */
    static boolean branch(BoundedDecoder in) {
        int index = in.readIndex();
        if (index != 0 && index != 1) {
            throw new UnreadableRecordException("a union of two has no branch " + index);
        }
        return index == 1;
    }

    static @Nullable Bytes32 optionalWord(BoundedDecoder in) {
        return branch(in) ? word(in) : null;
    }

    static void skipOptionalWord(BoundedDecoder in) {
        if (branch(in)) {
            in.skipFixed(Bytes32.BYTES);
        }
    }

    /** Skips an optional value that is text or bytes. */
    static void skipOptionalBytes(BoundedDecoder in) {
        if (branch(in)) {
            in.skipBytes();
        }
    }

    static DepositKey deposit(BoundedDecoder in) {
        return new DepositKey(in.readLong(), address(in), word(in));
    }

    static Signature signature(BoundedDecoder in) {
        return new Signature(in.readByteArray());
    }

    static List<Draw> draws(BoundedDecoder in) {
        List<Draw> draws = new ArrayList<>(1);
        for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
            for (long i = 0; i < left; i++) {
                draws.add(new Draw(in.readLong(), in.readLong()));
            }
        }
        return draws;
    }

    static PayoutTerms terms(BoundedDecoder in) {
        List<Long> chains = new ArrayList<>(1);
        for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
            for (long i = 0; i < left; i++) {
                chains.add(in.readLong());
            }
        }
        return new PayoutTerms(chains, optionalAddress(in), in.readInt());
    }

    static @Nullable EscrowTerms escrow(BoundedDecoder in) {
        return branch(in)
                ? new EscrowTerms(
                        in.readLong(),
                        address(in),
                        address(in),
                        address(in),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readLong(),
                        in.readInt(),
                        in.readInt(),
                        address(in),
                        word(in),
                        signature(in))
                : null;
    }

    static Parameters parameters(BoundedDecoder in) {
        return new Parameters(
                in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readInt(), in.readLong(), in.readLong());
    }

    static Funding funding(BoundedDecoder in) {
        return symbol(in, FUNDING);
    }

    static PayoutMode payoutMode(BoundedDecoder in) {
        return symbol(in, PAYOUT_MODE);
    }

    static RequestedBy requestedBy(BoundedDecoder in) {
        return symbol(in, REQUESTED_BY);
    }

    static RevokedBy revokedBy(BoundedDecoder in) {
        return symbol(in, REVOKED_BY);
    }

    static RefundReason refundReason(BoundedDecoder in) {
        return symbol(in, REFUND_REASON);
    }

    static EscrowStep step(BoundedDecoder in) {
        return symbol(in, ESCROW_STEP);
    }

    static TransferStatus transfer(BoundedDecoder in) {
        return symbol(in, TRANSFER_STATUS);
    }

    static SuspenseResolution resolution(BoundedDecoder in) {
        return symbol(in, SUSPENSE_RESOLUTION);
    }

    static <E extends Enum<E>> E symbol(BoundedDecoder in, E[] symbols) {
        int position = in.readEnum();
        if (position < 0 || position >= symbols.length) {
            throw new UnreadableRecordException("an enum of " + symbols.length + " has no symbol " + position);
        }
        return symbols[position];
    }
}
