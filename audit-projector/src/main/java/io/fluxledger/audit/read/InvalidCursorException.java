package io.fluxledger.audit.read;

import org.jspecify.annotations.Nullable;

/** A cursor that the list did not give out. */
public final class InvalidCursorException extends RuntimeException {
    InvalidCursorException(@Nullable Throwable cause) {
        super("the cursor is not one of this list", cause);
    }
}
