package io.fluxledger.rules;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The payers' accounts of one partition by address. An input touches one account among many, none of which the processor's
 * caches hold: what is looked at on the way to it is one place of a table and one object that has the address within. No
 * account is ever removed.
 */
final class PayerAccounts {
    private static final int SMALLEST = 64;

    /** The secret keeps strangers from choosing addresses that collide. */
    private final long secret;

    private @Nullable Slot[] heads = new Slot[SMALLEST];
    private int size;

    /** An account's place, so that an input looks it up once. */
    static final class Slot {
        private final long high;
        private final long middle;
        private final int low;
        private boolean changed;
        private @Nullable PayerAccount account;
        private @Nullable Slot next;

        private Slot(Address payer) {
            high = payer.high();
            middle = payer.middle();
            low = payer.low();
        }

        private boolean isOf(Address payer) {
            return high == payer.high() && middle == payer.middle() && low == payer.low();
        }

        /** Null as long as no line of the payer has been accepted. */
        @Nullable
        PayerAccount account() {
            return account;
        }

        void restore(PayerAccount restored) {
            account = restored;
        }

        /** Notes the account's next state; whether it is the first since it was {@link #drained}. */
        boolean put(PayerAccount next) {
            account = next;
            boolean first = !changed;
            changed = true;
            return first;
        }

        void drained() {
            changed = false;
        }
    }

    PayerAccounts(long secret) {
        this.secret = secret;
    }

    private int place(long high, long middle, int low) {
        return (int) Mix.of(Mix.of(Mix.of(secret, high), middle), low) & (heads.length - 1);
    }

    /** The payer's place; null as long as it has none. */
    @Nullable
    Slot find(Address payer) {
        Slot slot = heads[place(payer.high(), payer.middle(), payer.low())];
        while (slot != null && !slot.isOf(payer)) {
            slot = slot.next;
        }
        return slot;
    }

    /** The payer's place, made where there is none. */
    Slot get(Address payer) {
        Slot known = find(payer);
        if (known != null) {
            return known;
        }
        if (++size > heads.length) {
            grow();
        }
        Slot slot = new Slot(payer);
        add(slot);
        return slot;
    }

    private void add(Slot slot) {
        int place = place(slot.high, slot.middle, slot.low);
        slot.next = heads[place];
        heads[place] = slot;
    }

    private void grow() {
        @Nullable Slot[] before = heads;
        heads = new Slot[before.length * 2];
        for (Slot head : before) {
            for (Slot slot = head; slot != null; ) {
                Slot next = slot.next;
                add(slot);
                slot = next;
            }
        }
    }

    /** Visits all accounts, in no particular order. */
    void forEach(Consumer<PayerAccount> each) {
        for (Slot head : heads) {
            for (Slot slot = head; slot != null; slot = slot.next) {
                if (slot.account != null) {
                    each.accept(slot.account);
                }
            }
        }
    }
}
