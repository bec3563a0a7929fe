package io.fluxledger.settlement.track;

import io.fluxledger.events.Address20;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.ProviderUpdated;
import io.fluxledger.events.WindowClosed;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where providers want to be paid, as the journal said last. Not thread-safe. */
final class PayoutWishes {
    /** @param chainId EIP-155 chain */
    record Wish(Address20 recipient, long chainId) {}

    private final Map<String, Wish> latest = new HashMap<>();

    /** @return the provider, 0x-address in lower case */
    String updated(JournalLine line, ProviderUpdated entry) {
        if (line.getAccount() == null) {
            throw new IllegalStateException("a provider's update without provider in " + line);
        }
        String provider = Addresses.text(line.getAccount());
        latest.put(provider, new Wish(entry.getPayoutAddress(), entry.getPayoutChainId()));
        return provider;
    }

    /**
     * A window's line says it too, also of a provider that never registered.
     *
     * @return whether that is another wish than before
     */
    boolean closed(String provider, WindowClosed entry) {
        Wish wish = new Wish(entry.getPayoutAddress(), entry.getPayoutChainId());
        return !wish.equals(latest.put(provider, wish));
    }

    @Nullable
    Wish of(String provider) {
        return latest.get(provider);
    }
}
