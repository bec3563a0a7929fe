package io.fluxledger.rules;

import io.fluxledger.rules.Decision.AlreadyApplied;
import io.fluxledger.rules.Decision.Rejected;
import org.jspecify.annotations.Nullable;

/** What every rule of the payers' fold may look at: state, the clock, the parameters. */
record PayerDecisions(PayerStore store, long clockMs, Parameters parameters, long nextCharge, ContentHash hashes) {
    static final long NANOS_PER_MICRO = 1_000;
    private static final long MAX_MICROS = Long.MAX_VALUE / NANOS_PER_MICRO;
    private static final int MAX_ID = 64;

    static Rejected reject(RejectionReason reason) {
        return new Rejected(reason);
    }

    static AlreadyApplied already(@Nullable LineRef reference) {
        return new AlreadyApplied(reference);
    }

    static boolean isMicros(long amountMicros) {
        return amountMicros > 0 && amountMicros <= MAX_MICROS;
    }

    static boolean isId(String id) {
        if (id.isEmpty() || id.length() > MAX_ID) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean fine = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == ':'
                    || c == '_'
                    || c == '.'
                    || c == '-';
            if (!fine) {
                return false;
            }
        }
        return true;
    }
}
