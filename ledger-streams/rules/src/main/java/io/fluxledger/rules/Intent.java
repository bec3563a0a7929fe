package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An intent of a payer that is open, or whose steps in the escrow may still change. Immutable. One object with as few
 * others as can be: there may be millions.
 */
public final class Intent {
    /** How much later than its deadline an intent may end because it was held. */
    static final long MAX_HOLD_MS = 604_800_000;

    private static final Receipt[] NO_RECEIPTS = {};
    private static final Draw[] NO_DRAWS = {};

    private final Address payer;
    private final String intentId;
    private final long keyHigh;
    private final long keyLow;
    private final Address provider;
    private final byte status;
    private final byte funding;
    private final byte payoutMode;
    private final long contentKey;
    private final long nonceKey;
    private final long maxAmountNanos;
    private final long deadlineMs;
    private final long payoutChainId;
    private final Draw firstDraw;
    private final Draw[] moreDraws;
    private final long heldBeforeMs;
    private final long opened;
    private final Receipt[] receipts;
    private final @Nullable EscrowProgress escrow;
    private final @Nullable Address sessionKey;
    private final boolean settledByGateway;
    /** How long it has been held; while it is held, that less the clock at which the hold began. */
    private final long pause;

    private Intent(Terms terms, IntentStatus status, Receipt[] receipts, @Nullable EscrowProgress escrow, long pause) {
        payer = terms.payer();
        intentId = terms.intentId();
        keyHigh = terms.key().high();
        keyLow = terms.key().low();
        provider = terms.provider();
        funding = (byte) terms.funding().ordinal();
        payoutMode = (byte) terms.payoutMode().ordinal();
        contentKey = terms.contentKey();
        nonceKey = terms.nonceKey();
        maxAmountNanos = terms.maxAmountNanos();
        deadlineMs = terms.deadlineMs();
        payoutChainId = terms.payoutChainId();
        List<Draw> draws = terms.draws();
        firstDraw = draws.getFirst();
        moreDraws =
                draws.size() == 1 ? NO_DRAWS : draws.subList(1, draws.size()).toArray(NO_DRAWS);
        heldBeforeMs = terms.heldBeforeMs();
        opened = terms.opened();
        sessionKey = terms.sessionKey();
        settledByGateway = terms.settledByGateway();
        this.pause = pause;
        this.status = (byte) status.ordinal();
        this.receipts = receipts;
        this.escrow = escrow;
    }

    private Intent(Intent from, IntentStatus status, Receipt[] receipts, @Nullable EscrowProgress escrow, long pause) {
        payer = from.payer;
        intentId = from.intentId;
        keyHigh = from.keyHigh;
        keyLow = from.keyLow;
        provider = from.provider;
        funding = from.funding;
        payoutMode = from.payoutMode;
        contentKey = from.contentKey;
        nonceKey = from.nonceKey;
        maxAmountNanos = from.maxAmountNanos;
        deadlineMs = from.deadlineMs;
        payoutChainId = from.payoutChainId;
        firstDraw = from.firstDraw;
        moreDraws = from.moreDraws;
        heldBeforeMs = from.heldBeforeMs;
        opened = from.opened;
        sessionKey = from.sessionKey;
        settledByGateway = from.settledByGateway;
        this.pause = pause;
        this.status = (byte) status.ordinal();
        this.receipts = receipts;
        this.escrow = escrow;
    }

    /**
     * What an intent is opened with.
     *
     * @param key fingerprint of payer and id
     * @param contentKey of what the payer signed, see {@link ContentHash}
     * @param nonceKey of the payer's nonce, see {@link ContentHash}
     * @param draws at least one; for ESCROW the maximum on the escrow's chain
     * @param heldBeforeMs how long its payout chain had been held when it was opened
     * @param opened partition sequence of the line that opened it
     * @param sessionKey session whose limit it counts against; null when the payer signed
     * @param settledByGateway whether only the gateway that carries the call settles it
     */
    public record Terms(
            Address payer,
            String intentId,
            Fingerprint key,
            Address provider,
            Funding funding,
            PayoutMode payoutMode,
            long contentKey,
            long nonceKey,
            long maxAmountNanos,
            long deadlineMs,
            long payoutChainId,
            List<Draw> draws,
            long heldBeforeMs,
            long opened,
            @Nullable Address sessionKey,
            boolean settledByGateway) {}

    /** An intent as it stands. */
    public static Intent of(Terms terms, IntentStatus status, List<Receipt> receipts, @Nullable EscrowProgress escrow) {
        return of(terms, status, receipts, escrow, 0);
    }

    /** An intent as it stands, with its {@link #pause}. */
    public static Intent of(
            Terms terms, IntentStatus status, List<Receipt> receipts, @Nullable EscrowProgress escrow, long pause) {
        Receipt[] seen = receipts.isEmpty() ? NO_RECEIPTS : receipts.toArray(NO_RECEIPTS);
        return new Intent(terms, status, seen, escrow, pause);
    }

    public Address payer() {
        return payer;
    }

    public String intentId() {
        return intentId;
    }

    long keyHigh() {
        return keyHigh;
    }

    long keyLow() {
        return keyLow;
    }

    /** Fingerprint of payer and id. */
    public Fingerprint key() {
        return new Fingerprint(keyHigh, keyLow);
    }

    public Address provider() {
        return provider;
    }

    public IntentStatus status() {
        return Symbols.INTENT_STATUS[status];
    }

    public Funding funding() {
        return Symbols.FUNDING[funding];
    }

    public PayoutMode payoutMode() {
        return Symbols.PAYOUT_MODE[payoutMode];
    }

    public long contentKey() {
        return contentKey;
    }

    public long nonceKey() {
        return nonceKey;
    }

    public long maxAmountNanos() {
        return maxAmountNanos;
    }

    public long deadlineMs() {
        return deadlineMs;
    }

    public long payoutChainId() {
        return payoutChainId;
    }

    public long heldBeforeMs() {
        return heldBeforeMs;
    }

    public long opened() {
        return opened;
    }

    /** The session key that signed it; null when the payer did. */
    public @Nullable Address sessionKey() {
        return sessionKey;
    }

    /** Whether only the gateway that carries the call settles it. */
    public boolean settledByGateway() {
        return settledByGateway;
    }

    /** How long it has been held, ms; while it is held, that less the clock at which the hold began: negative. */
    public long pause() {
        return pause;
    }

    public boolean isHeld() {
        return pause < 0;
    }

    /** How long it has been held up to that clock. */
    long pausedMs(long clockMs) {
        return isHeld() ? pause + clockMs : pause;
    }

    /** The first draw; for ESCROW the only one. */
    Draw firstDraw() {
        return firstDraw;
    }

    public List<Draw> draws() {
        if (moreDraws.length == 0) {
            return List.of(firstDraw);
        }
        List<Draw> draws = new ArrayList<>(moreDraws.length + 1);
        draws.add(firstDraw);
        draws.addAll(Arrays.asList(moreDraws));
        return draws;
    }

    public int receiptCount() {
        return receipts.length;
    }

    Receipt receipt(int index) {
        return receipts[index];
    }

    public List<Receipt> receipts() {
        return List.of(receipts);
    }

    @Nullable
    Receipt receipt(Bytes32 nonce) {
        for (Receipt receipt : receipts) {
            if (receipt.nonce().equals(nonce)) {
                return receipt;
            }
        }
        return null;
    }

    /** Sum of the receipts, nano-USDC. */
    public long usedNanos() {
        long sum = 0;
        for (Receipt receipt : receipts) {
            sum += receipt.usedNanos();
        }
        return sum;
    }

    public long inputTokens() {
        long sum = 0;
        for (Receipt receipt : receipts) {
            sum += receipt.inputTokens();
        }
        return sum;
    }

    public long outputTokens() {
        long sum = 0;
        for (Receipt receipt : receipts) {
            sum += receipt.outputTokens();
        }
        return sum;
    }

    /** How far the escrow is; null for CREDITS. */
    public @Nullable EscrowProgress escrow() {
        return escrow;
    }

    /** Whether its deadline stands still while its payout chain is held. */
    public boolean dependsOnRoute() {
        return payoutMode() == PayoutMode.INSTANT && crossesChains();
    }

    /** Whether credits of other chains than the payout chain pay for it, so that the payer bears the way. */
    boolean crossesChains() {
        if (funding() != Funding.CREDITS) {
            return false;
        }
        boolean crosses = firstDraw.chainId() != payoutChainId;
        for (Draw draw : moreDraws) {
            crosses |= draw.chainId() != payoutChainId;
        }
        return crosses;
    }

    /** The deadline, later by the holds since the intent was opened, its own and those of its payout chain. */
    public long effectiveDeadlineMs(PartitionHead head) {
        long ownMs = pause == 0 ? deadlineMs : later(Math.min(pausedMs(head.clockMs()), MAX_HOLD_MS));
        return dependsOnRoute() ? Math.addExact(ownMs, head.heldMs(payoutChainId) - heldBeforeMs) : ownMs;
    }

    /** The latest that its own holds let its deadline be as they stand: where the sweep looks for it. */
    long latestDeadlineMs() {
        return later(isHeld() ? MAX_HOLD_MS : Math.min(pause, MAX_HOLD_MS));
    }

    /** The deadline, moved; the end of time does not move. */
    private long later(long byMs) {
        return deadlineMs > Long.MAX_VALUE - byMs ? Long.MAX_VALUE : deadlineMs + byMs;
    }

    /** Whether the sweep has to close it. */
    boolean isDue(PartitionHead head) {
        return status().isOpen()
                && effectiveDeadlineMs(head) <= head.clockMs()
                && !(dependsOnRoute() && head.isHeld(payoutChainId));
    }

    Intent with(IntentStatus nextStatus, EscrowProgress nextEscrow) {
        return new Intent(this, nextStatus, receipts, nextEscrow, pause);
    }

    Intent plus(Receipt receipt) {
        Receipt[] next = Arrays.copyOf(receipts, receipts.length + 1);
        next[receipts.length] = receipt;
        return new Intent(this, status(), next, escrow, pause);
    }

    /** @param pausedMs how long it had been held until then */
    Intent held(boolean held, long pausedMs, long clockMs) {
        return new Intent(this, status(), receipts, escrow, held ? pausedMs - clockMs : pausedMs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Intent that
                && payer.equals(that.payer)
                && intentId.equals(that.intentId)
                && provider.equals(that.provider)
                && status == that.status
                && funding == that.funding
                && payoutMode == that.payoutMode
                && contentKey == that.contentKey
                && nonceKey == that.nonceKey
                && maxAmountNanos == that.maxAmountNanos
                && deadlineMs == that.deadlineMs
                && payoutChainId == that.payoutChainId
                && firstDraw.equals(that.firstDraw)
                && Arrays.equals(moreDraws, that.moreDraws)
                && heldBeforeMs == that.heldBeforeMs
                && opened == that.opened
                && Arrays.equals(receipts, that.receipts)
                && Objects.equals(escrow, that.escrow)
                && Objects.equals(sessionKey, that.sessionKey)
                && settledByGateway == that.settledByGateway
                && pause == that.pause;
    }

    @Override
    public int hashCode() {
        return 31 * payer.hashCode() + intentId.hashCode();
    }

    @Override
    public String toString() {
        return "Intent[" + payer + " " + intentId + " " + status() + " " + maxAmountNanos + " nano-USDC]";
    }
}
