package io.fluxledger.streams.store;

import io.fluxledger.codec.LineWriter;
import io.fluxledger.codec.PayerStateCodec;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Deposit;
import io.fluxledger.rules.Dispute;
import io.fluxledger.rules.Fingerprint;
import io.fluxledger.rules.Intent;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.PayerState;
import io.fluxledger.rules.ResolvedIntent;
import io.fluxledger.rules.Session;
import io.fluxledger.rules.Withdrawal;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The payers' state; each changed account also becomes the latest balance on its topic. */
public final class PayerStateStore extends FoldStore {
    private final String balancesSink;
    private final LineWriter writer;
    private final PayerState.Changes changeLog = PayerStateCodec.writer(this::log);
    private PayerState state = new PayerState();
    private PayerState.Changes restorer = state.restorer();

    /** @param balancesSink sink of the topic of balances */
    public PayerStateStore(String name, String balancesSink, EventSerde serde) {
        super(name);
        this.balancesSink = balancesSink;
        writer = new LineWriter(serde, TopicCatalog.LEDGER_JOURNAL);
    }

    /** The state; to be used under the store's lock. */
    public PayerState state() {
        return state;
    }

    @Override
    void restore(byte[] key, byte @Nullable [] value) {
        PayerStateCodec.restore(key, value, restorer);
    }

    @Override
    void writeChanges() {
        state.drain(new WithBalances());
    }

    @Override
    long timestampMs() {
        return state.head().clockMs();
    }

    @Override
    void clear() {
        state = new PayerState();
        restorer = state.restorer();
    }

    private final class WithBalances implements PayerState.Changes {
        @Override
        public void account(PayerAccount account) {
            changeLog.account(account);
            send(
                    balancesSink,
                    TopicCatalog.LEDGER_BALANCES.name(),
                    partition(),
                    account.payer().toString().getBytes(StandardCharsets.UTF_8),
                    writer.balance(account, state.head()));
        }

        @Override
        public void head(PartitionHead head) {
            changeLog.head(head);
        }

        @Override
        public void intent(Intent intent) {
            changeLog.intent(intent);
        }

        @Override
        public void resolved(ResolvedIntent intent) {
            changeLog.resolved(intent);
        }

        @Override
        public void forgotten(Fingerprint intentKey) {
            changeLog.forgotten(intentKey);
        }

        @Override
        public void session(Session session) {
            changeLog.session(session);
        }

        @Override
        public void sessionForgotten(Address payer, Address sessionKey) {
            changeLog.sessionForgotten(payer, sessionKey);
        }

        @Override
        public void deposit(Deposit deposit) {
            changeLog.deposit(deposit);
        }

        @Override
        public void withdrawal(Withdrawal withdrawal) {
            changeLog.withdrawal(withdrawal);
        }

        @Override
        public void dispute(Dispute dispute) {
            changeLog.dispute(dispute);
        }

        @Override
        public void refundsTaken(int sourcePartition, long sourceSequence) {
            changeLog.refundsTaken(sourcePartition, sourceSequence);
        }
    }
}
