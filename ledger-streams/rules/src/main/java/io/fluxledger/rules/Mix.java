package io.fluxledger.rules;

/** A quick 64-bit mixer for hash tables and for telling apart what only one party can choose; not cryptographic. */
final class Mix {
    private Mix() {}

    static long of(long seed, long value) {
        long mixed = (seed ^ value) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return mixed ^ (mixed >>> 32);
    }
}
