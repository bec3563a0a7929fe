package io.fluxledger.settlement.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fluxledger.runtime.ConfigurationException;
import io.fluxledger.runtime.Settings;
import io.fluxledger.settlement.config.SettlementConfig;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourierTest {
    private static final String SECRET = WebhookSecret.text(new byte[32]);

    /** A message that cannot even be sent ends as failed, and makes room for others. */
    @Test
    void sendingThatFailsEnds() throws InterruptedException {
        BlockingQueue<Delivery> ends = new LinkedBlockingQueue<>();
        try (Courier courier = new Courier(
                URI.create("ftp://portal.example/"),
                WebhookSecret.parse(SECRET),
                Clock.systemUTC(),
                (message, delivery) -> ends.add(delivery))) {
            Message message = new Message(
                    "payout.paid:1", "0x0", "payout.paid", "{}", 0, Message.State.WAITING, 0, 0, 0, 0, null, 0);
            for (int time = 0; time < 2; time++) {
                courier.send(message);
                assertThat(ends.poll(10, TimeUnit.SECONDS)).isInstanceOf(Delivery.Failed.class);
                assertThat(courier.room()).isEqualTo(Courier.MAX_UNDER_WAY);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://portal.example/", "portal.example", "https:/webhooks", "https://portal.example/#a"})
    void portalsThatAreNone(String url) {
        assertThatThrownBy(() -> SettlementConfig.from(Settings.of(Map.of(
                        "kafka.bootstrap",
                        "x",
                        "registry.url",
                        "http://x",
                        "http.port",
                        "0",
                        "kyc.portal.url",
                        url,
                        "kyc.outgoing.secret",
                        SECRET))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("kyc.portal.url");
    }
}
