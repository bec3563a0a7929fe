package io.fluxledger.relayer.keys;

import java.math.BigInteger;

/** Why something was not signed. Messages name accounts, contracts and amounts, never a key or a password. */
public abstract sealed class SigningException extends Exception {
    private static final long serialVersionUID = 1L;

    private SigningException(String message) {
        super(message);
    }

    /** Whether the same request may be signed later without anybody changing anything. */
    public abstract boolean mayPass();

    /** The key is not for that: it never will be signed with this configuration. */
    public static final class NotAllowed extends SigningException {
        private static final long serialVersionUID = 1L;

        NotAllowed(String message) {
            super(message);
        }

        @Override
        public boolean mayPass() {
            return false;
        }
    }

    /** The key has spent what it may in this window. */
    public static final class OverCap extends SigningException {
        private static final long serialVersionUID = 1L;

        OverCap(String what, BigInteger wanted, BigInteger left) {
            super("%s: %s wanted, %s left in this window".formatted(what, wanted, left));
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }

    /** Whoever holds the key does not answer, or not with a signature of the key. */
    public static final class Unavailable extends SigningException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }

        @Override
        public boolean mayPass() {
            return true;
        }
    }
}
