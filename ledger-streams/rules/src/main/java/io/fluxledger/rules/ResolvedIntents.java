package io.fluxledger.rules;

import io.fluxledger.rules.ResolvedIntent.SeenReceipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Closed intents, packed: about 70 bytes each in pages that are dropped as a whole when all of their intents are
 * forgotten, and two index places. Objects would take four times that, and there are a month's worth of them.
 *
 * <p>A record: length (2 bytes, negative when it is dead), key (16), content key (8), nonce key (8), clock of forgetting
 * (8), then varints: provider number, status, payout chain, maximum, captured, opened, closed minus opened, receipts; per receipt its two keys
 * (8 each) and its line minus opened.
 */
final class ResolvedIntents {
    private static final int UNIT = 4;
    private static final int PAGE_BYTES = 1 << 16;
    private static final int PAGE_UNITS = PAGE_BYTES / UNIT;
    private static final int KEY_AT = 2;
    private static final int CONTENT_AT = KEY_AT + Fingerprint.BYTES;
    private static final int NONCE_AT = CONTENT_AT + Long.BYTES;
    private static final int FORGET_AT = NONCE_AT + Long.BYTES;
    private static final int REST_AT = FORGET_AT + Long.BYTES;
    private static final int POSITION_MASK = Integer.MAX_VALUE;

    private static final class Page {
        final byte[] bytes = new byte[PAGE_BYTES];
        int used;
        int living;
    }

    private final long secret;
    private final ArrayDeque<Page> free = new ArrayDeque<>(1);
    private final ArrayList<Page> pages = new ArrayList<>();
    /** Number of the first page; positions are units since the beginning of time, modulo 2^31. */
    private int firstPage;
    /** Where forgetting goes on, within the first page. */
    private int cursor;
    /** Where the records begin that have not been drained: page number and place in the page. */
    private int drainedPage;

    private int drainedBytes;

    private final List<Address> providers = new ArrayList<>();
    private final Map<Address, Integer> providerNumbers = new HashMap<>();
    private final PackedRecord packed = new PackedRecord();

    private final IntIndex byKey = new IntIndex();
    private final IntIndex byNonce = new IntIndex();

    ResolvedIntents(long secret) {
        this.secret = secret;
    }

    int size() {
        return byKey.size();
    }

    /** The intent, unless it is unknown or forgotten. */
    @Nullable
    ResolvedIntent find(Fingerprint key, long clockMs) {
        int position = position(key);
        if (position < 0) {
            return null;
        }
        return isForgotten(position, clockMs) ? null : read(position);
    }

    boolean isNonceUsed(long nonceKey, long clockMs) {
        long hash = Mix.of(secret, nonceKey);
        for (int place = byNonce.first(hash); place >= 0; place = byNonce.next(place, hash)) {
            int position = byNonce.at(place);
            if (Words.getLong(page(position).bytes, offset(position) + NONCE_AT) == nonceKey
                    && !isForgotten(position, clockMs)) {
                return true;
            }
        }
        return false;
    }

    private boolean isForgotten(int position, long clockMs) {
        return Words.getLong(page(position).bytes, offset(position) + FORGET_AT) <= clockMs;
    }

    /** Restores an intent; one under the same key gives way. */
    void add(ResolvedIntent intent) {
        remove(intent.key());
        write(intent);
        append(intent.key().high(), intent.nonceKey());
    }

    /** Adds an intent that has just been closed; there is none under its key. */
    void add(Intent intent, IntentStatus status, long capturedNanos, long closed, long forgetAtMs) {
        write(intent, status, capturedNanos, closed, forgetAtMs);
        append(intent.keyHigh(), intent.nonceKey());
    }

    private void append(long keyHigh, long nonceKey) {
        int units = (packed.length() + UNIT - 1) / UNIT;
        Page page = pages.isEmpty() ? newPage() : pages.getLast();
        if (page.used + units * UNIT > PAGE_BYTES) {
            page = newPage();
        }
        System.arraycopy(packed.bytes(), 0, page.bytes, page.used, packed.length());
        int position = ((firstPage + pages.size() - 1) * PAGE_UNITS + page.used / UNIT) & POSITION_MASK;
        page.used += units * UNIT;
        page.living++;
        byKey.add(position, Mix.of(secret, keyHigh));
        byNonce.add(position, Mix.of(secret, nonceKey));
    }

    void remove(Fingerprint key) {
        int position = position(key);
        if (position >= 0) {
            drop(position);
        }
    }

    void forEach(Consumer<ResolvedIntent> each) {
        from(0, cursor, each);
    }

    /** Visits what has been added since the last call. */
    void drain(Consumer<ResolvedIntent> each) {
        int page = drainedPage - firstPage;
        if (page < 0) {
            from(0, 0, each);
        } else {
            from(page, drainedBytes, each);
        }
        drained();
    }

    /** What is there counts as drained. */
    void drained() {
        drainedPage = firstPage + Math.max(0, pages.size() - 1);
        drainedBytes = pages.isEmpty() ? 0 : pages.getLast().used;
    }

    private void from(int firstIndex, int firstByte, Consumer<ResolvedIntent> each) {
        for (int p = firstIndex; p < pages.size(); p++) {
            Page page = pages.get(p);
            int at = p == firstIndex ? firstByte : 0;
            while (at < page.used) {
                int length = length(page.bytes, at);
                if (length > 0) {
                    each.accept(read(((firstPage + p) * PAGE_UNITS + at / UNIT) & POSITION_MASK));
                }
                at += (Math.abs(length) + UNIT - 1) / UNIT * UNIT;
            }
        }
    }

    /** Forgets up to that many of the oldest whose time has come. */
    void forget(long clockMs, int limit, Consumer<Fingerprint> forgotten) {
        int left = limit;
        while (left > 0 && !pages.isEmpty()) {
            Page page = pages.getFirst();
            if (cursor >= page.used) {
                if (pages.size() == 1 || page.living > 0) {
                    return;
                }
                dropFirstPage();
                continue;
            }
            int position = (firstPage * PAGE_UNITS + cursor / UNIT) & POSITION_MASK;
            int length = length(page.bytes, cursor);
            if (length > 0) {
                if (!isForgotten(position, clockMs)) {
                    return;
                }
                drop(position);
                forgotten.accept(keyAt(page.bytes, cursor));
                left--;
            }
            cursor += (Math.abs(length) + UNIT - 1) / UNIT * UNIT;
        }
    }

    private void drop(int position) {
        Page page = page(position);
        int at = offset(position);
        byKey.remove(position, Mix.of(secret, Words.getLong(page.bytes, at + KEY_AT)));
        byNonce.remove(position, Mix.of(secret, Words.getLong(page.bytes, at + NONCE_AT)));
        int length = -length(page.bytes, at);
        page.bytes[at] = (byte) (length >>> 8);
        page.bytes[at + 1] = (byte) length;
        page.living--;
    }

    private Page newPage() {
        Page page = free.isEmpty() ? new Page() : free.pop();
        pages.add(page);
        return page;
    }

    private void dropFirstPage() {
        Page page = pages.removeFirst();
        firstPage++;
        cursor = 0;
        if (free.isEmpty()) {
            page.used = 0;
            page.living = 0;
            free.push(page);
        }
    }

    private int position(Fingerprint key) {
        long hash = Mix.of(secret, key.high());
        for (int place = byKey.first(hash); place >= 0; place = byKey.next(place, hash)) {
            int position = byKey.at(place);
            byte[] bytes = page(position).bytes;
            int at = offset(position) + KEY_AT;
            if (Words.getLong(bytes, at) == key.high() && Words.getLong(bytes, at + 8) == key.low()) {
                return position;
            }
        }
        return -1;
    }

    private Page page(int position) {
        int number = position / PAGE_UNITS;
        int first = firstPage & (POSITION_MASK / PAGE_UNITS);
        return pages.get((number - first) & (POSITION_MASK / PAGE_UNITS));
    }

    private static int offset(int position) {
        return position % PAGE_UNITS * UNIT;
    }

    private static int length(byte[] bytes, int at) {
        return (short) (((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff));
    }

    private int providerNumber(Address provider) {
        Integer known = providerNumbers.get(provider);
        if (known == null) {
            known = providers.size();
            providers.add(provider);
            providerNumbers.put(provider, known);
        }
        return known;
    }

    private void write(ResolvedIntent intent) {
        begin(intent.key().high(), intent.key().low(), intent.contentKey(), intent.nonceKey(), intent.forgetAtMs());
        packed.number(providerNumber(intent.provider()))
                .number(intent.status().ordinal())
                .number(intent.payoutChainId())
                .number(intent.maxAmountNanos())
                .number(intent.capturedNanos())
                .number(intent.opened())
                .number(intent.closed() - intent.opened())
                .number(intent.receipts().size());
        for (SeenReceipt receipt : intent.receipts()) {
            write(receipt.nonceKey(), receipt.contentKey(), receipt.line() - intent.opened());
        }
        packed.setLength();
    }

    private void write(Intent intent, IntentStatus status, long capturedNanos, long closed, long forgetAtMs) {
        begin(intent.keyHigh(), intent.keyLow(), intent.contentKey(), intent.nonceKey(), forgetAtMs);
        packed.number(providerNumber(intent.provider()))
                .number(status.ordinal())
                .number(intent.payoutChainId())
                .number(intent.maxAmountNanos())
                .number(capturedNanos)
                .number(intent.opened())
                .number(closed - intent.opened())
                .number(intent.receiptCount());
        for (int i = 0; i < intent.receiptCount(); i++) {
            Receipt receipt = intent.receipt(i);
            write(receipt.nonceKey(), receipt.contentKey(), receipt.line() - intent.opened());
        }
        packed.setLength();
    }

    private void begin(long keyHigh, long keyLow, long contentKey, long nonceKey, long forgetAtMs) {
        packed.clear();
        packed.word(0, 2)
                .word(keyHigh)
                .word(keyLow)
                .word(contentKey)
                .word(nonceKey)
                .word(forgetAtMs);
    }

    private void write(long nonceKey, long contentKey, long line) {
        packed.word(nonceKey).word(contentKey).number(line);
    }

    private static Fingerprint keyAt(byte[] bytes, int at) {
        return new Fingerprint(Words.getLong(bytes, at + KEY_AT), Words.getLong(bytes, at + KEY_AT + 8));
    }

    private ResolvedIntent read(int position) {
        byte[] bytes = page(position).bytes;
        int at = offset(position);
        PackedRecord.Reader in = new PackedRecord.Reader(bytes, at + REST_AT);
        Address provider = providers.get((int) in.number());
        IntentStatus status = Symbols.INTENT_STATUS[(int) in.number()];
        long payoutChainId = in.number();
        long maxAmountNanos = in.number();
        long capturedNanos = in.number();
        long opened = in.number();
        long closed = opened + in.number();
        int count = (int) in.number();
        List<SeenReceipt> receipts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            receipts.add(new SeenReceipt(in.word(), in.word(), opened + in.number()));
        }
        return new ResolvedIntent(
                keyAt(bytes, at),
                status,
                provider,
                Words.getLong(bytes, at + CONTENT_AT),
                Words.getLong(bytes, at + NONCE_AT),
                payoutChainId,
                maxAmountNanos,
                capturedNanos,
                opened,
                closed,
                Words.getLong(bytes, at + FORGET_AT),
                receipts);
    }
}
