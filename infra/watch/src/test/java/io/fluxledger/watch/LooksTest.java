package io.fluxledger.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LooksTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Looks looks = new Looks(registry, new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    });

    private double age(String what) {
        return registry.get("fluxledger.watch.look.age.seconds")
                .tag("what", what)
                .gauge()
                .value();
    }

    private boolean refused(String what) throws InterruptedException {
        return looks.look(what, () -> {
            throw new IOException("refused");
        });
    }

    @Test
    void oneThatIsRefusedDoesNotStopTheNextAndGrowsOld() throws InterruptedException {
        assertThat(refused("groups")).isFalse();
        assertThat(looks.look("gas", () -> {})).isTrue();
        now.set(Instant.ofEpochSecond(1_400));
        assertThat(refused("groups")).isFalse();
        assertThat(looks.look("gas", () -> {})).isTrue();
        assertThat(age("groups")).isEqualTo(400);
        assertThat(age("gas")).isZero();
        assertThat(looks.look("groups", () -> {})).isTrue();
        assertThat(age("groups")).isZero();
    }

    @Test
    void aProgramsMistakeIsARefusalToo() throws InterruptedException {
        assertThat(looks.look("groups", () -> {
                    throw new IllegalStateException("mistake");
                }))
                .isFalse();
    }
}
