package io.fluxledger.settlement.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fluxledger.events.PayoutDecisionKind;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpReply;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.SchemaRegistration;
import io.fluxledger.schemas.SchemaRegistryClient;
import io.fluxledger.settlement.plan.PayoutState;
import io.fluxledger.settlement.reconcile.UsageEndpoints;
import io.fluxledger.testkit.TestRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What providers earn is nobody's business who reads logs. */
class PrivateAmountsTest {
    private static final String ALICE = "0x00000000000000000000000000000000000000a1";
    private static final String BOB = "0x00000000000000000000000000000000000000b2";

    @Test
    void logsNameNoAmounts(@TempDir Path dir) throws Exception {
        SchemaRegistryClient registry =
                new SchemaRegistryClient(TestRegistry.shared().url());
        SchemaRegistration.registerAll(registry);
        HttpService provider =
                new HttpService(new HttpService.Config("127.0.0.1", 0, 1_000), new Health(), new Metrics());
        provider.route(
                "GET",
                "/usage",
                call -> HttpReply.text(
                        200, "application/json", """
                        {"provider":"%s","fromMs":%s,"toMs":%s,"calls":1,"inputTokens":10,"outputTokens":5,"gross":"7.654321"}
                        """.formatted(ALICE, call.query("fromMs"), call.query("toMs"))));
        provider.start();
        Path endpoints = Files.writeString(
                dir.resolve("endpoints.json"),
                "[{\"provider\":\"%s\",\"url\":\"http://127.0.0.1:%d/usage\"}]".formatted(ALICE, provider.port()));
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        Logger logger = (Logger) LoggerFactory.getLogger("io.fluxledger.settlement");
        logger.addAppender(events);
        try (SettledLog log = new SettledLog(
                new EventSerde(registry), SettledLog.Setup.SHIPPED.asking(UsageEndpoints.read(endpoints)))) {
            log.charge(ALICE, 1_234_567_000L, 500);
            log.charge(BOB, 3_456_000_000L, 500);
            log.tick(1_000, 1_001);
            log.step();
            log.pay(1_010);
            await().until(() -> {
                log.check();
                return log.state().held(1).stream().anyMatch(p -> p.state() == PayoutState.HELD);
            });
            assertThat(log.desk(1_100)
                            .decide(UUID.randomUUID(), "1000:" + ALICE, PayoutDecisionKind.RELEASE, 0, "", "key"))
                    .isEqualTo(new DecisionAnswer.Taken(false));
            log.step();
            log.pay(1_200);
            log.step();
        } finally {
            logger.detachAppender(events);
            provider.close();
        }
        List<String> lines =
                events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(lines).anyMatch(line -> line.contains("1000:" + ALICE) && line.contains("DIFFERENT"));
        assertThat(lines)
                .anyMatch(line -> line.contains("opened batch-1000"))
                .anyMatch(line -> line.contains("closed batch-1000"));
        // Of usage, planned, and of the other side.
        assertThat(lines)
                .noneMatch(line -> line.matches(".*(1234567|1233332|7654321|7\\.654321|3456|3452544|4685876).*"));
    }
}
