package io.fluxledger.streams.store;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Intent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/** Keys of the folds' stores: a letter for the kind, then what identifies it. */
public final class StoreKeys {
    static final Bytes HEAD = Bytes.wrap(new byte[] {'h'});

    private StoreKeys() {}

    /** Head of a payer's or provider's account. */
    public static Bytes account(Address owner) {
        return key('a', Address.BYTES).address(owner).done();
    }

    /** First and last possible key of accounts. */
    static Bytes firstAccount() {
        return Bytes.wrap(new byte[] {'a'});
    }

    static Bytes afterAccounts() {
        return Bytes.wrap(new byte[] {'a' + 1});
    }

    /** An intent. */
    public static Bytes intent(Address payer, String intentId) {
        byte[] id = ascii(intentId);
        return key('i', Address.BYTES + id.length).address(payer).bytes(id).done();
    }

    static Bytes deposit(Address payer, DepositKey deposit) {
        return key('d', 2 * Address.BYTES + Long.BYTES + Bytes32.BYTES)
                .address(payer)
                .number(deposit.chainId())
                .address(deposit.token())
                .bytes(deposit.nonce().toBytes())
                .done();
    }

    /** A withdrawal of a payer, or a payout of a provider. */
    static Bytes transfer(Address owner, String id) {
        byte[] text = ascii(id);
        return key('w', Address.BYTES + text.length).address(owner).bytes(text).done();
    }

    static Bytes nonce(Address account, Address signer, Bytes32 nonce) {
        return key('n', 2 * Address.BYTES + Bytes32.BYTES)
                .address(account)
                .address(signer)
                .bytes(nonce.toBytes())
                .done();
    }

    /** Deadlines order by time, then payer, then id, as the rules want them swept. */
    static Bytes deadline(Intent intent) {
        byte[] id = ascii(intent.intentId());
        return key('t', Long.BYTES + Address.BYTES + id.length)
                .number(intent.deadlineMs())
                .address(intent.payer())
                .bytes(id)
                .done();
    }

    static Bytes firstDeadline() {
        return key('t', Long.BYTES).number(0).done();
    }

    static Bytes afterDeadline(long clockMs) {
        return key('t', Long.BYTES).number(Math.addExact(clockMs, 1)).done();
    }

    static Bytes chargesFrom(int sourcePartition) {
        return key('c', Long.BYTES).number(sourcePartition).done();
    }

    private static byte[] ascii(String id) {
        return id.getBytes(StandardCharsets.UTF_8);
    }

    private static Builder key(char kind, int length) {
        return new Builder(ByteBuffer.allocate(1 + length).put((byte) kind));
    }

    private record Builder(ByteBuffer buffer) {
        Builder address(Address value) {
            buffer.putLong(value.high()).putLong(value.middle()).putInt(value.low());
            return this;
        }

        Builder number(long value) {
            buffer.putLong(value);
            return this;
        }

        Builder bytes(byte[] value) {
            buffer.put(value);
            return this;
        }

        Bytes done() {
            return Bytes.wrap(buffer.array());
        }
    }
}
