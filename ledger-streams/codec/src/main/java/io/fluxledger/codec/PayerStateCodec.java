package io.fluxledger.codec;

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
import io.fluxledger.schemas.BoundedDecoder;
import org.jspecify.annotations.Nullable;

/**
 * State of the payers' fold as the keys and values of a change log. The first byte of a key is the kind of what it names;
 * the first byte of a value is the layout's version. Enums are kept by their positions: they only ever grow at their end.
 * A value of null says that an intent or a session is forgotten.
 */
public final class PayerStateCodec {
    private static final Deposit.Status[] DEPOSIT_STATUS = Deposit.Status.values();
    private static final Withdrawal.Status[] WITHDRAWAL_STATUS = Withdrawal.Status.values();

    private PayerStateCodec() {}

    /** Writes changes to the sink, in the order in which they come. Not thread-safe. */
    public static PayerState.Changes writer(ChangeSink to) {
        return new Writer(to);
    }

    private static final class Writer implements PayerState.Changes {
        private final StateBytes bytes = new StateBytes();
        private final ChangeSink to;

        Writer(ChangeSink to) {
            this.to = to;
        }

        @Override
        public void head(PartitionHead head) {
            byte[] key = bytes.key(StateBytes.HEAD).toBytes();
            to.put(key, bytes.head(head));
        }

        @Override
        public void account(PayerAccount account) {
            byte[] key = bytes.key(StateBytes.ACCOUNT).address(account.payer()).toBytes();
            RecordBytes out = bytes.value();
            StateBytes.balances(out, account.balances());
            out.number(account.openIntents())
                    .number(account.openLockedNanos())
                    .number(account.sequence())
                    .word(account.hash())
                    .flag(account.withdrew())
                    .number(account.refundChainId())
                    .number(account.refundChainIssuedMs());
            to.put(key, out.toBytes());
        }

        @Override
        public void intent(Intent intent) {
            byte[] key = bytes.key(StateBytes.INTENT, intent.key());
            to.put(key, IntentBytes.write(bytes.value().flag(true), intent).toBytes());
        }

        @Override
        public void resolved(ResolvedIntent intent) {
            byte[] key = bytes.key(StateBytes.INTENT, intent.key());
            to.put(key, IntentBytes.write(bytes.value().flag(false), intent).toBytes());
        }

        @Override
        public void forgotten(Fingerprint intentKey) {
            to.put(bytes.key(StateBytes.INTENT, intentKey), null);
        }

        @Override
        public void session(Session session) {
            byte[] key = bytes.key(StateBytes.SESSION)
                    .address(session.payer())
                    .address(session.sessionKey())
                    .toBytes();
            to.put(
                    key,
                    bytes.value()
                            .number(session.limitNanos())
                            .number(session.expiresMs())
                            .number(session.chainId())
                            .optional(session.provider())
                            .fixed(session.nonceKey())
                            .fixed(session.content().high())
                            .fixed(session.content().low())
                            .number(session.opened())
                            .number(session.forgetAtMs())
                            .number(session.revoked())
                            .number(session.committedNanos())
                            .number(session.openIntents())
                            .number(session.openNanos())
                            .toBytes());
        }

        @Override
        public void sessionForgotten(Address payer, Address sessionKey) {
            to.put(
                    bytes.key(StateBytes.SESSION)
                            .address(payer)
                            .address(sessionKey)
                            .toBytes(),
                    null);
        }

        @Override
        public void deposit(Deposit deposit) {
            byte[] key = bytes.key(StateBytes.DEPOSIT)
                    .address(deposit.payer())
                    .number(deposit.key().chainId())
                    .address(deposit.key().token())
                    .word(deposit.key().nonce())
                    .toBytes();
            to.put(
                    key,
                    bytes.value()
                            .symbol(deposit.status())
                            .number(deposit.amountMicros())
                            .fixed(deposit.content().high())
                            .fixed(deposit.content().low())
                            .number(deposit.line())
                            .toBytes());
        }

        @Override
        public void withdrawal(Withdrawal withdrawal) {
            byte[] key = bytes.key(StateBytes.WITHDRAWAL)
                    .address(withdrawal.payer())
                    .text(withdrawal.withdrawalId())
                    .toBytes();
            to.put(
                    key,
                    bytes.value()
                            .symbol(withdrawal.status())
                            .number(withdrawal.chainId())
                            .number(withdrawal.amountNanos())
                            .fixed(withdrawal.nonceKey())
                            .fixed(withdrawal.content().high())
                            .fixed(withdrawal.content().low())
                            .number(withdrawal.line())
                            .toBytes());
        }

        @Override
        public void dispute(Dispute dispute) {
            byte[] key = bytes.key(StateBytes.DISPUTE)
                    .address(dispute.payer())
                    .number(dispute.settled())
                    .toBytes();
            to.put(
                    key,
                    bytes.value()
                            .text(dispute.intentId())
                            .fixed(dispute.nonceKey())
                            .fixed(dispute.content().high())
                            .fixed(dispute.content().low())
                            .number(dispute.line())
                            .toBytes());
        }

        @Override
        public void refundsTaken(int sourcePartition, long sourceSequence) {
            byte[] key = bytes.key(StateBytes.TAKEN).number(sourcePartition).toBytes();
            to.put(key, bytes.value().number(sourceSequence).toBytes());
        }
    }

    /**
     * Hands over what a record of the change log says.
     *
     * @param value null where the intent of that key is forgotten
     * @throws IllegalStateException when the record is none of this layout: state of another build, or damaged
     */
    public static void restore(byte[] key, byte @Nullable [] value, PayerState.Changes to) {
        StateBytes.restore(key, value, (kind, name, content) -> {
            switch (kind) {
                case StateBytes.HEAD -> to.head(StateBytes.head(content));
                case StateBytes.ACCOUNT -> to.account(account(Fields.address(name), content));
                case StateBytes.INTENT -> {
                    Fingerprint intentKey = StateBytes.fingerprint(name);
                    if (value == null) {
                        to.forgotten(intentKey);
                    } else if (content.readBoolean()) {
                        to.intent(IntentBytes.intent(intentKey, content));
                    } else {
                        to.resolved(IntentBytes.resolved(intentKey, content));
                    }
                }
                case StateBytes.SESSION -> {
                    Address payer = Fields.address(name);
                    Address sessionKey = Fields.address(name);
                    if (value == null) {
                        to.sessionForgotten(payer, sessionKey);
                    } else {
                        to.session(session(payer, sessionKey, content));
                    }
                }
                case StateBytes.DEPOSIT -> to.deposit(deposit(name, content));
                case StateBytes.WITHDRAWAL -> to.withdrawal(withdrawal(name, content));
                case StateBytes.DISPUTE -> to.dispute(dispute(name, content));
                case StateBytes.TAKEN -> to.refundsTaken(name.readInt(), content.readLong());
                default -> throw new IllegalStateException("stored state of unknown kind '" + (char) kind + "'");
            }
        });
    }

    private static PayerAccount account(Address payer, BoundedDecoder in) {
        return new PayerAccount(
                payer,
                StateBytes.balances(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Fields.word(in),
                in.readBoolean(),
                in.readLong(),
                in.readLong());
    }

    private static Session session(Address payer, Address sessionKey, BoundedDecoder in) {
        return new Session(
                payer,
                sessionKey,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Fields.optionalAddress(in),
                in.readFixedLong(),
                StateBytes.fingerprint(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    private static Deposit deposit(BoundedDecoder name, BoundedDecoder in) {
        return new Deposit(
                Fields.address(name),
                Fields.deposit(name),
                Fields.symbol(in, DEPOSIT_STATUS),
                in.readLong(),
                StateBytes.fingerprint(in),
                in.readLong());
    }

    private static Dispute dispute(BoundedDecoder name, BoundedDecoder in) {
        Address payer = Fields.address(name);
        long settled = name.readLong();
        return new Dispute(
                payer, in.readString(), settled, in.readFixedLong(), StateBytes.fingerprint(in), in.readLong());
    }

    private static Withdrawal withdrawal(BoundedDecoder name, BoundedDecoder in) {
        return new Withdrawal(
                Fields.address(name),
                name.readString(),
                Fields.symbol(in, WITHDRAWAL_STATUS),
                in.readLong(),
                in.readLong(),
                in.readFixedLong(),
                StateBytes.fingerprint(in),
                in.readLong());
    }
}
