package io.fluxledger.codec;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.NonceUse;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.Payout;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderDispute;
import io.fluxledger.rules.ProviderState;
import io.fluxledger.rules.TreasuryMove;
import io.fluxledger.rules.Usage;
import io.fluxledger.schemas.BoundedDecoder;
import org.jspecify.annotations.Nullable;

/** State of the providers' fold as the keys and values of a change log, in the form of {@link PayerStateCodec}. */
public final class ProviderStateCodec {
    private static final Payout.Status[] PAYOUT_STATUS = Payout.Status.values();
    private static final TreasuryMove.Status[] MOVE_STATUS = TreasuryMove.Status.values();
    private static final ProviderDispute.Status[] DISPUTE_STATUS = ProviderDispute.Status.values();

    private ProviderStateCodec() {}

    /** Writes changes to the sink, in the order in which they come. Not thread-safe. */
    public static ProviderState.Changes writer(ChangeSink to) {
        return new Writer(to);
    }

    private static final class Writer implements ProviderState.Changes {
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
        public void account(ProviderAccount account) {
            byte[] key =
                    bytes.key(StateBytes.ACCOUNT).address(account.provider()).toBytes();
            RecordBytes out = bytes.value();
            StateBytes.balances(out, account.balances());
            EntryWriter.usage(out, account.window())
                    .number(account.feeRemainder())
                    .number(account.monthIndex())
                    .number(account.monthGrossNanos())
                    .number(account.monthFeeNanos())
                    .number(account.paidNanos())
                    .address(account.payoutAddress())
                    .number(account.payoutChainId())
                    .flag(account.registered());
            EntryWriter.terms(out, account.terms()).number(account.sequence()).word(account.hash());
            to.put(key, out.toBytes());
        }

        @Override
        public void payout(Payout payout) {
            byte[] key = bytes.key(StateBytes.PAYOUT)
                    .address(payout.provider())
                    .text(payout.payoutId())
                    .toBytes();
            RecordBytes out = bytes.value()
                    .text(payout.batchId())
                    .symbol(payout.status())
                    .number(payout.chainId())
                    .number(payout.amountMicros())
                    .address(payout.recipient())
                    .draws(payout.sources())
                    .number(payout.openedChainId());
            to.put(
                    key,
                    EntryWriter.terms(out, payout.terms()).number(payout.line()).toBytes());
        }

        @Override
        public void move(TreasuryMove move) {
            byte[] key = bytes.key(StateBytes.MOVE)
                    .address(move.treasury())
                    .text(move.moveId())
                    .toBytes();
            to.put(
                    key,
                    bytes.value()
                            .symbol(move.status())
                            .number(move.fromChainId())
                            .number(move.toChainId())
                            .number(move.sentMicros())
                            .number(move.feeMicros())
                            .number(move.line())
                            .toBytes());
        }

        @Override
        public void nonce(NonceUse use) {
            byte[] key = bytes.key(StateBytes.NONCE)
                    .address(use.provider())
                    .word(use.nonce())
                    .toBytes();
            to.put(
                    key,
                    bytes.value()
                            .fixed(use.content().high())
                            .fixed(use.content().low())
                            .number(use.line())
                            .toBytes());
        }

        @Override
        public void dispute(ProviderDispute dispute) {
            byte[] key = bytes.key(StateBytes.DISPUTE)
                    .number(dispute.sourcePartition())
                    .number(dispute.sourceSequence())
                    .toBytes();
            to.put(
                    key,
                    bytes.value()
                            .address(dispute.provider())
                            .address(dispute.payer())
                            .text(dispute.intentId())
                            .number(dispute.amountNanos())
                            .draws(dispute.reserved())
                            .symbol(dispute.status())
                            .number(dispute.upheldNanos())
                            .number(dispute.line())
                            .toBytes());
        }

        @Override
        public void chargesTaken(int sourcePartition, long sourceSequence) {
            byte[] key = bytes.key(StateBytes.TAKEN).number(sourcePartition).toBytes();
            to.put(key, bytes.value().number(sourceSequence).toBytes());
        }
    }

    /**
     * Hands over what a record of the change log says.
     *
     * @throws IllegalStateException when the record is none of this layout: state of another build, or damaged
     */
    public static void restore(byte[] key, byte @Nullable [] value, ProviderState.Changes to) {
        StateBytes.restore(key, value, (kind, name, content) -> {
            switch (kind) {
                case StateBytes.HEAD -> to.head(StateBytes.head(content));
                case StateBytes.ACCOUNT -> to.account(account(Fields.address(name), content));
                case StateBytes.PAYOUT -> to.payout(payout(name, content));
                case StateBytes.MOVE -> to.move(move(name, content));
                case StateBytes.NONCE ->
                    to.nonce(new NonceUse(
                            Fields.address(name),
                            Fields.word(name),
                            StateBytes.fingerprint(content),
                            content.readLong()));
                case StateBytes.DISPUTE -> to.dispute(dispute(name, content));
                case StateBytes.TAKEN -> to.chargesTaken(name.readInt(), content.readLong());
                default -> throw new IllegalStateException("stored state of unknown kind '" + (char) kind + "'");
            }
        });
    }

    private static ProviderAccount account(Address provider, BoundedDecoder in) {
        Balances balances = StateBytes.balances(in);
        Usage window =
                new Usage(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
        return new ProviderAccount(
                provider,
                balances,
                window,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                Fields.address(in),
                in.readLong(),
                in.readBoolean(),
                Fields.terms(in),
                in.readLong(),
                Fields.word(in));
    }

    private static Payout payout(BoundedDecoder name, BoundedDecoder in) {
        return new Payout(
                Fields.address(name),
                name.readString(),
                in.readString(),
                Fields.symbol(in, PAYOUT_STATUS),
                in.readLong(),
                in.readLong(),
                Fields.address(in),
                Fields.draws(in),
                in.readLong(),
                Fields.terms(in),
                in.readLong());
    }

    private static TreasuryMove move(BoundedDecoder name, BoundedDecoder in) {
        return new TreasuryMove(
                Fields.address(name),
                name.readString(),
                Fields.symbol(in, MOVE_STATUS),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    private static ProviderDispute dispute(BoundedDecoder name, BoundedDecoder in) {
        return new ProviderDispute(
                Fields.address(in),
                name.readInt(),
                name.readLong(),
                Fields.address(in),
                in.readString(),
                in.readLong(),
                Fields.draws(in),
                Fields.symbol(in, DISPUTE_STATUS),
                in.readLong(),
                in.readLong());
    }
}
