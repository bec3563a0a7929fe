package io.fluxledger.intake.http;

import io.fluxledger.runtime.HttpCall;
import io.fluxledger.schemas.EventHeaders;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C trace context of a request. */
public final class TraceContext {
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceContext() {}

    /** The traceparent, where there is one in its form; anything else is ignored, as the specification wants. */
    public static @Nullable String of(HttpCall call) {
        return parse(call.header(EventHeaders.TRACEPARENT));
    }

    /** The traceparent itself where it has its form, else null. */
    public static @Nullable String parse(@Nullable String value) {
        return value != null && TRACEPARENT.matcher(value).matches() ? value : null;
    }
}
