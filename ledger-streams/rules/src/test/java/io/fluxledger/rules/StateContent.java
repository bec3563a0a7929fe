package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a state holds, apart from sequences, hashes and offsets; and whether its parts agree with each other. */
final class StateContent implements PayerState.Changes {
    private final List<String> parts = new ArrayList<>();
    private final List<Intent> intents = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<PayerAccount> accounts = new ArrayList<>();
    private long withdrawingNanos;
    private Map<String, Integer> charges = Map.of();

    /** @param charges of each intent, issued on the way there: a provider is charged for once */
    static StateContent of(PayerState state, Map<String, Integer> charges) {
        StateContent content = new StateContent();
        state.all(content);
        content.charges = Map.copyOf(charges);
        content.parts.add("charges " + charges);
        Collections.sort(content.parts);
        return content;
    }

    String key() {
        return String.join("\n", parts);
    }

    private long locked(AccountType type) {
        return accounts.stream().mapToLong(a -> a.balances().total(type)).sum();
    }

    boolean isNothingLocked() {
        return locked(AccountType.PAYER_LOCKED) == 0 && locked(AccountType.PAYER_ESCROW_LOCKED) == 0;
    }

    /** The invariant that does not hold; null when all do. */
    @Nullable
    String broken() {
        long creditsNanos = 0;
        long escrowNanos = 0;
        long voidingNanos = 0;
        for (Intent intent : intents) {
            EscrowProgress escrow = intent.escrow();
            boolean open = intent.status().isOpen();
            if (escrow == null) {
                creditsNanos += open ? intent.maxAmountNanos() : 0;
                continue;
            }
            if (open != (escrow.closed() == 0)
                    || (open && escrow.authorized() != (intent.status() == IntentStatus.LOCKED))) {
                return "status and escrow disagree: " + intent + escrow;
            }
            escrowNanos += open && escrow.authorized() ? intent.maxAmountNanos() : 0;
            voidingNanos += escrow.authorized() ? escrow.voidingNanos() : 0;
            long known = escrow.capturedNanos() + escrow.voidingNanos() + escrow.voidedNanos();
            long back = escrow.capture() == EscrowProgress.Capture.FAILED ? escrow.capturedNanos() : 0;
            if (!open && escrow.authorized() && known - back != intent.maxAmountNanos()) {
                return "captured, voiding and voided are not the maximum: " + escrow;
            }
        }
        if (creditsNanos != locked(AccountType.PAYER_LOCKED)) {
            return "locked is not what the open intents hold";
        }
        if (escrowNanos != locked(AccountType.PAYER_ESCROW_LOCKED)) {
            return "locked in the escrow is not what the open intents hold there";
        }
        if (voidingNanos != locked(AccountType.PAYER_ESCROW_VOIDING)) {
            return "voiding is not what the intents say";
        }
        if (withdrawingNanos != locked(AccountType.PAYER_WITHDRAWING)) {
            return "withdrawing is not what the withdrawals say";
        }
        if (charges.values().stream().anyMatch(n -> n > 1)) {
            return "charged twice: " + charges;
        }
        for (Session session : sessions) {
            long openNanos = 0;
            for (Intent intent : intents) {
                boolean counts = session.sessionKey().equals(intent.sessionKey())
                        && intent.status().isOpen();
                openNanos += counts ? intent.maxAmountNanos() : 0;
            }
            if (openNanos != session.openNanos()
                    || session.committedNanos() < openNanos
                    || session.committedNanos() > session.limitNanos()) {
                return "the session's intents hold " + openNanos + ": " + session;
            }
        }
        for (PayerAccount account : accounts) {
            if (account.isFrozen() && account.balances().has(AccountType.PAYER_AVAILABLE)) {
                return "a debt beside credits: " + account.balances();
            }
        }
        return null;
    }

    @Override
    public void head(PartitionHead head) {
        List<String> holds = new ArrayList<>();
        head.holds().forEach(h -> holds.add(h.chainId() + ":" + h.heldMs(head.clockMs()) + ":" + h.isPlaced()));
        parts.add("head " + head.clockMs() + " " + holds);
    }

    @Override
    public void account(PayerAccount account) {
        accounts.add(account);
        parts.add("account " + account.balances() + account.openIntents() + account.openLockedNanos()
                + account.withdrew() + account.refundChainId());
    }

    @Override
    public void intent(Intent intent) {
        intents.add(intent);
        List<Long> used = new ArrayList<>();
        intent.receipts().forEach(r -> used.add(r.usedNanos()));
        Collections.sort(used);
        EscrowProgress escrow = intent.escrow();
        parts.add("intent " + intent + used + intent.heldBeforeMs() + " " + intent.pause()
                + (escrow == null
                        ? ""
                        : escrow.authorized()
                                + " "
                                + escrow.capture()
                                + " "
                                + escrow.charged()
                                + " "
                                + List.of(
                                        escrow.voidingNanos(),
                                        escrow.voidedNanos(),
                                        escrow.capturedNanos(),
                                        escrow.feeMicros())));
    }

    @Override
    public void resolved(ResolvedIntent intent) {
        parts.add("resolved " + intent.status() + intent.capturedNanos() + " "
                + intent.receipts().size());
    }

    @Override
    public void forgotten(Fingerprint intentKey) {
        throw new AssertionError("nothing that is there is forgotten");
    }

    @Override
    public void session(Session session) {
        sessions.add(session);
        parts.add("session " + session.committedNanos() + " " + session.openIntents() + " " + session.isRevoked());
    }

    @Override
    public void sessionForgotten(Address payer, Address sessionKey) {
        throw new AssertionError("nothing that is there is forgotten");
    }

    @Override
    public void deposit(Deposit deposit) {
        parts.add("deposit " + deposit.key().chainId() + deposit.status() + deposit.amountMicros());
    }

    @Override
    public void withdrawal(Withdrawal withdrawal) {
        boolean open = withdrawal.status() == Withdrawal.Status.REQUESTED
                || withdrawal.status() == Withdrawal.Status.SUBMITTED;
        withdrawingNanos += open ? withdrawal.amountNanos() : 0;
        parts.add("withdrawal " + withdrawal.status());
    }

    @Override
    public void dispute(Dispute dispute) {
        parts.add("dispute " + dispute.intentId());
    }

    @Override
    public void refundsTaken(int sourcePartition, long sourceSequence) {
        parts.add("taken " + sourcePartition + " " + sourceSequence);
    }
}
