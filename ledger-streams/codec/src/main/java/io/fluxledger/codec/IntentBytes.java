package io.fluxledger.codec;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowProgress;
import io.fluxledger.rules.Fingerprint;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.Receipt;
import io.fluxledger.rules.ResolvedIntent;
import io.fluxledger.rules.ResolvedIntent.SeenReceipt;
import io.fluxledger.schemas.BoundedDecoder;
import io.fluxledger.schemas.UnreadableRecordException;
import java.util.ArrayList;
import java.util.List;

/** Intents as values of the payers' change log. */
final class IntentBytes {
    private static final IntentStatus[] INTENT_STATUS = IntentStatus.values();
    private static final Funding[] FUNDING = Funding.values();
    private static final PayoutMode[] PAYOUT_MODE = PayoutMode.values();
    private static final EscrowProgress.Capture[] CAPTURE = EscrowProgress.Capture.values();

    /** What follows the receipts of an intent; a session never pays from the escrow. */
    private static final int ALONE = 0;

    private static final int WITH_ESCROW = 1;
    private static final int WITH_SESSION = 2;
    private static final int KIND = 3;
    /** Flags beside the kind. */
    private static final int BY_GATEWAY = 4;

    private static final int PAUSED = 8;

    private IntentBytes() {}

    /** @return what it was given */
    static RecordBytes write(RecordBytes out, Intent intent) {
        out.address(intent.payer())
                .text(intent.intentId())
                .address(intent.provider())
                .symbol(intent.status())
                .symbol(intent.funding())
                .symbol(intent.payoutMode())
                .fixed(intent.contentKey())
                .fixed(intent.nonceKey())
                .number(intent.maxAmountNanos())
                .number(intent.deadlineMs())
                .number(intent.payoutChainId())
                .draws(intent.draws())
                .number(intent.heldBeforeMs())
                .number(intent.opened())
                .number(intent.receiptCount());
        for (Receipt receipt : intent.receipts()) {
            out.word(receipt.nonce())
                    .number(receipt.usedNanos())
                    .number(receipt.inputTokens())
                    .number(receipt.outputTokens())
                    .number(receipt.timestampMs())
                    .number(receipt.line());
        }
        EscrowProgress escrow = intent.escrow();
        Address sessionKey = intent.sessionKey();
        int flags = (intent.settledByGateway() ? BY_GATEWAY : 0) | (intent.pause() == 0 ? 0 : PAUSED);
        if (escrow != null) {
            escrow(out.tag(WITH_ESCROW | flags), escrow);
        } else if (sessionKey != null) {
            out.tag(WITH_SESSION | flags).address(sessionKey);
        } else {
            out.tag(ALONE | flags);
        }
        return intent.pause() == 0 ? out : out.number(intent.pause());
    }

    private static void escrow(RecordBytes out, EscrowProgress escrow) {
        out.flag(escrow.authorized())
                .symbol(escrow.capture())
                .flag(escrow.charged())
                .number(escrow.voidingNanos())
                .number(escrow.voidedNanos())
                .number(escrow.capturedNanos())
                .number(escrow.feeMicros())
                .number(escrow.closed())
                .number(escrow.forgetAtMs());
    }

    /** @return what it was given */
    static RecordBytes write(RecordBytes out, ResolvedIntent intent) {
        out.symbol(intent.status())
                .address(intent.provider())
                .fixed(intent.contentKey())
                .fixed(intent.nonceKey())
                .number(intent.payoutChainId())
                .number(intent.maxAmountNanos())
                .number(intent.capturedNanos())
                .number(intent.opened())
                .number(intent.closed() - intent.opened())
                .number(intent.forgetAtMs())
                .number(intent.receipts().size());
        for (SeenReceipt receipt : intent.receipts()) {
            out.fixed(receipt.nonceKey()).fixed(receipt.contentKey()).number(receipt.line() - intent.opened());
        }
        return out;
    }

    static Intent intent(Fingerprint key, BoundedDecoder in) {
        Address payer = Fields.address(in);
        String intentId = in.readString();
        Address provider = Fields.address(in);
        IntentStatus status = Fields.symbol(in, INTENT_STATUS);
        Funding funding = Fields.symbol(in, FUNDING);
        PayoutMode payoutMode = Fields.symbol(in, PAYOUT_MODE);
        long contentKey = in.readFixedLong();
        long nonceKey = in.readFixedLong();
        long maxAmountNanos = in.readLong();
        long deadlineMs = in.readLong();
        long payoutChainId = in.readLong();
        List<Draw> draws = Fields.draws(in);
        long heldBeforeMs = in.readLong();
        long opened = in.readLong();
        int count = StateBytes.count(in);
        List<Receipt> receipts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            receipts.add(new Receipt(
                    Fields.word(in), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()));
        }
        int tag = tag(in);
        int kind = tag & KIND;
        EscrowProgress escrow = kind == WITH_ESCROW ? escrow(in) : null;
        Intent.Terms terms = new Intent.Terms(
                payer,
                intentId,
                key,
                provider,
                funding,
                payoutMode,
                contentKey,
                nonceKey,
                maxAmountNanos,
                deadlineMs,
                payoutChainId,
                draws,
                heldBeforeMs,
                opened,
                kind == WITH_SESSION ? Fields.address(in) : null,
                (tag & BY_GATEWAY) != 0);
        return Intent.of(terms, status, receipts, escrow, (tag & PAUSED) == 0 ? 0 : in.readLong());
    }

    private static int tag(BoundedDecoder in) {
        byte[] tag = new byte[1];
        in.readFixed(tag, 0, 1);
        if (tag[0] < ALONE || tag[0] > (KIND | BY_GATEWAY | PAUSED) || (tag[0] & KIND) > WITH_SESSION) {
            throw new UnreadableRecordException("an intent of no kind that is known: " + tag[0]);
        }
        return tag[0];
    }

    private static EscrowProgress escrow(BoundedDecoder in) {
        return new EscrowProgress(
                in.readBoolean(),
                Fields.symbol(in, CAPTURE),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    static ResolvedIntent resolved(Fingerprint key, BoundedDecoder in) {
        IntentStatus status = Fields.symbol(in, INTENT_STATUS);
        Address provider = Fields.address(in);
        long contentKey = in.readFixedLong();
        long nonceKey = in.readFixedLong();
        long payoutChainId = in.readLong();
        long maxAmountNanos = in.readLong();
        long capturedNanos = in.readLong();
        long opened = in.readLong();
        long closed = opened + in.readLong();
        long forgetAtMs = in.readLong();
        int count = StateBytes.count(in);
        List<SeenReceipt> receipts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            receipts.add(new SeenReceipt(in.readFixedLong(), in.readFixedLong(), opened + in.readLong()));
        }
        return new ResolvedIntent(
                key,
                status,
                provider,
                contentKey,
                nonceKey,
                payoutChainId,
                maxAmountNanos,
                capturedNanos,
                opened,
                closed,
                forgetAtMs,
                receipts);
    }
}
