package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.IntentStatus;
import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.PayoutMode;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.TransferStatus;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that a payers' partition remembers beside balances. */
final class PayerState {
    record Id(Address payer, String id) {}

    record DepositId(Address payer, DepositKey key) {}

    record Receipt(PayerInput.UsageReceipt input, long line) {}

    enum DepositStatus {
        REQUESTED,
        SEEN,
        CREDITED,
        FAILED,
        SUSPENDED,
        RETURNED,
        REVOKED,
        PLATFORM
    }

    static final class Deposit {
        PayerInput.@Nullable DepositRequested request;
        DepositStatus status = DepositStatus.REQUESTED;
        long amountNanos;
        long line;
    }

    static final class Withdrawal {
        final PayerInput.WithdrawalRequested request;
        /** Null while it is only requested. */
        @Nullable
        TransferStatus status;

        long line;

        Withdrawal(PayerInput.WithdrawalRequested request, long line) {
            this.request = request;
            this.line = line;
        }
    }

    /** A settlement is named by the line that closed the intent: an id may come again once it is forgotten. */
    record Settlement(Address payer, String intentId, long closingLine) {}

    record Dispute(PayerInput.DisputeRaised input, long line) {}

    /** Where a payer wants what intents give back; chain 0 for where it was drawn. */
    record RefundChain(long chainId, long issuedAtMs) {}

    record SessionId(Address payer, Address sessionKey) {}

    static final class Session {
        final PayerInput.SessionGranted grant;
        final long grantingLine;
        final long retentionMs;
        /** 0 as long as it is open. */
        long revokingLine;

        BigInteger spentNanos = BigInteger.ZERO;

        Session(PayerInput.SessionGranted grant, long grantingLine, long retentionMs) {
            this.grant = grant;
            this.grantingLine = grantingLine;
            this.retentionMs = retentionMs;
        }
    }

    static final class Hold {
        boolean stands;
        long placedMs;
        long placedLine;
        long heldBeforeMs;
    }

    static final class Intent {
        final PayerInput.IntentLocked lock;
        final long openingLine;
        final long heldAtOpeningMs;
        final Map<Bytes32, Receipt> receipts = new HashMap<>();
        IntentStatus status;
        BigInteger usedNanos = BigInteger.ZERO;
        BigInteger inputTokens = BigInteger.ZERO;
        BigInteger outputTokens = BigInteger.ZERO;
        long closingLine;
        long closedMs;
        long retentionMs;
        /** C of the rules for escrow; for credits what was charged. */
        long capturedNanos;

        boolean authorized;
        boolean captured;
        boolean captureFailed;
        boolean voided;
        boolean charged;
        boolean held;
        long heldSinceMs;
        /** How long its own holds before have lasted. */
        long pausedMs;

        long captureFeeNanos;

        Intent(PayerInput.IntentLocked lock, long openingLine, long heldAtOpeningMs) {
            this.lock = lock;
            this.openingLine = openingLine;
            this.heldAtOpeningMs = heldAtOpeningMs;
            this.status = lock.funding() == Funding.CREDITS ? IntentStatus.LOCKED : IntentStatus.PENDING;
        }

        boolean open() {
            return status == IntentStatus.LOCKED || status == IntentStatus.PENDING;
        }

        boolean needsRoute() {
            return lock.payoutMode() == PayoutMode.INSTANT && crosses();
        }

        boolean crosses() {
            return lock.funding() == Funding.CREDITS
                    && lock.draws().stream().anyMatch(draw -> draw.chainId() != lock.payoutChainId());
        }

        /** Whether the escrow is on another chain than the payout. */
        boolean onward() {
            return OracleEscrow.terms(this).chainId() != lock.payoutChainId();
        }

        /** Clock from which a closed intent is forgotten. */
        BigInteger forgetAtMs() {
            return BigInteger.valueOf(Math.max(closedMs, lock.deadlineMs())).add(BigInteger.valueOf(retentionMs));
        }

        /** What the capture takes, unless it has failed. */
        long stillCapturedNanos() {
            return captureFailed ? 0 : capturedNanos;
        }

        long voidingNanos() {
            return lock.maxAmountNanos() - stillCapturedNanos();
        }

        boolean captureOutstanding() {
            return capturedNanos > 0 && !captured && !captureFailed;
        }

        /** Whether nothing more of a closed intent has to happen on chain. */
        boolean doneOnChain() {
            return !captureOutstanding() && (!authorized || voided || voidingNanos() == 0);
        }
    }

    final Map<Id, Intent> intents = new HashMap<>();
    final Map<DepositId, Deposit> deposits = new HashMap<>();
    final Map<Id, Withdrawal> withdrawals = new HashMap<>();
    final Map<Settlement, Dispute> disputes = new HashMap<>();
    final Map<SessionId, Session> sessions = new HashMap<>();
    final Map<Long, Hold> holds = new HashMap<>();
    final Map<Address, RefundChain> refundChains = new HashMap<>();
    final Map<Integer, Long> refundsTaken = new HashMap<>();
    final List<ProviderInput> toProviders = new ArrayList<>();
    long chargeSequence;

    void charge(Intent intent, int partition, List<Draw> charges, long escrowFeeNanos) {
        PayerInput.IntentLocked lock = intent.lock;
        chargeSequence++;
        toProviders.add(new ProviderInput.UsageCharged(
                Frame.NO_ID,
                lock.provider(),
                lock.payer(),
                lock.intentId(),
                lock.funding(),
                lock.payoutMode(),
                lock.payoutChainId(),
                charges,
                escrowFeeNanos,
                intent.inputTokens.longValueExact(),
                intent.outputTokens.longValueExact(),
                partition,
                chargeSequence));
    }
}
