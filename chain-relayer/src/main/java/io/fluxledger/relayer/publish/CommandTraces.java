package io.fluxledger.relayer.publish;

import io.fluxledger.schemas.EventHeaders;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Trace contexts of commands that nothing is over for: what is said of a command carries that of what asked for it. They come with
 * the commands, which are read again after a start for as long as something may happen to them.
 */
final class CommandTraces {
    private final Map<String, String> byCommand = new ConcurrentHashMap<>();

    /** A command arrived with these headers. */
    void arrived(String commandId, Headers headers) {
        String traceparent = EventHeaders.traceparent(headers);
        if (traceparent != null) {
            byCommand.put(commandId, traceparent);
        }
    }

    /** Nothing will be said of the command any more. */
    void ended(String commandId) {
        byCommand.remove(commandId);
    }

    /** Null where the command has no single cause, or that had none. */
    @Nullable
    String of(String commandId) {
        return byCommand.get(commandId);
    }
}
