package io.fluxledger.audit.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    @Test
    void ratesAreTheDifferencesOfTheSeconds() {
        AtomicLong projected = new AtomicLong(1_000);
        try (Pulse pulse = new Pulse(projected::get)) {
            projected.set(1_300);
            pulse.beat();
            assertThat(pulse.rates()).hasSize(Pulse.SECONDS).endsWith(300L).doesNotContain(1_000L);
        }
    }

    @Test
    void nobodyIsToldWhileNothingHappens() throws Exception {
        AtomicLong projected = new AtomicLong();
        try (Pulse pulse = new Pulse(projected::get)) {
            long version = pulse.version();
            pulse.beat();
            assertThat(pulse.version()).isEqualTo(version);
            CompletableFuture<Long> told = CompletableFuture.supplyAsync(() -> {
                try {
                    return pulse.await(version, Duration.ofSeconds(30));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            projected.set(1);
            pulse.beat();
            assertThat(told.get(10, TimeUnit.SECONDS)).isGreaterThan(version);
        }
    }

    @Test
    void whoWaitsIsToldOfTheEnd() throws Exception {
        Pulse pulse = new Pulse(() -> 0);
        pulse.close();
        assertThat(pulse.isClosed()).isTrue();
        assertThat(pulse.await(pulse.version(), Duration.ofSeconds(30))).isEqualTo(pulse.version());
    }
}
