package io.fluxledger.settlement.track;

import io.fluxledger.events.KycStatusChanged;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of providers' identity checks. Not thread-safe. */
final class IdentityBook {
    /** A message older than the signatures' tolerance is refused before anybody looks here. */
    private static final int MAX_MESSAGES = 100_000;

    private final Map<String, KycStatusChanged> latest = new HashMap<>();
    private final Map<String, KycStatusChanged> messages = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, KycStatusChanged> eldest) {
            return size() > MAX_MESSAGES;
        }
    };

    /** Whether it is the provider's latest word. */
    boolean changed(KycStatusChanged event) {
        messages.putIfAbsent(key(event), event);
        String provider = Addresses.text(event.getProvider());
        KycStatusChanged before = latest.get(provider);
        if (before != null && before.getEffectiveMs() > event.getEffectiveMs()) {
            return false;
        }
        latest.put(provider, event);
        return true;
    }

    private static String key(KycStatusChanged event) {
        return event.getSource() + " " + event.getSourceId();
    }

    /** What was taken from that source with that id. */
    @Nullable
    KycStatusChanged taken(KycStatusChanged like) {
        return messages.get(key(like));
    }

    @Nullable
    KycStatusChanged of(String provider) {
        return latest.get(provider);
    }

    boolean isApproved(String provider) {
        KycStatusChanged last = latest.get(provider);
        return last != null
                && switch (last.getStatus()) {
                    case APPROVED -> true;
                    case PENDING, REJECTED, SUSPENDED -> false;
                };
    }

    /** The provider's status as it is written outside. */
    String status(String provider) {
        KycStatusChanged last = latest.get(provider);
        return last == null ? "unknown" : last.getStatus().name().toLowerCase(Locale.ROOT);
    }
}
