package io.fluxledger.relayer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.relayer.plan.PlannedPayouts;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long payouts of a journal that is read again are remembered, and by whom. */
class RepeatedLinesTest {
    private static final TopicPartition FIRST = new TopicPartition("provider.journal.v1", 0);
    private static final TopicPartition SECOND = new TopicPartition("provider.journal.v1", 1);
    private static final Address20 PROVIDER = new Address20(new byte[20]);

    private final PlannedPayouts planned = new PlannedPayouts();
    private final RepeatedLines lines = new RepeatedLines(planned);

    @BeforeEach
    void plan() {
        planned.planned(PROVIDER, "p-1");
        planned.planned(PROVIDER, "p-2");
    }

    @Test
    void whatWasPlannedIsForgottenWhenEveryOldLineWasRead() {
        assertThat(lines.assigned(Map.of(), Map.of(FIRST, 10L, SECOND, 20L))).isTrue();
        lines.read(partition -> partition.equals(FIRST) ? 10 : 19);
        assertThat(planned.size()).isEqualTo(2);
        lines.read(partition -> partition.equals(FIRST) ? 11 : 20);
        assertThat(planned.size()).isZero();
    }

    @Test
    void withOffsetsNothingIsReadTwice() {
        assertThat(lines.assigned(Map.of(FIRST, new OffsetAndMetadata(3)), Map.of(FIRST, 10L)))
                .isFalse();
        assertThat(lines.offset(FIRST, 4)).isEqualTo(new OffsetAndMetadata(4));
        assertThat(lines.assigned(Map.of(), Map.of(SECOND, 0L)))
                .as("an empty journal")
                .isFalse();
    }

    /** A planner that dies in the middle leaves an offset, and lines behind it that were planned once. */
    @Test
    void whoGoesOnInTheMiddleKnowsHowFarItWasPlannedBefore() {
        assertThat(lines.assigned(Map.of(), Map.of(FIRST, 10L))).isTrue();
        OffsetAndMetadata middle = lines.offset(FIRST, 4);
        PlannedPayouts ofTheNext = new PlannedPayouts();
        RepeatedLines next = new RepeatedLines(ofTheNext);
        assertThat(next.assigned(Map.of(FIRST, middle), Map.of(FIRST, 99L))).isTrue();
        ofTheNext.planned(PROVIDER, "p-2");
        next.read(partition -> 9);
        assertThat(ofTheNext.size()).isEqualTo(1);
        OffsetAndMetadata end = next.offset(FIRST, 10);
        next.read(partition -> 10);
        assertThat(ofTheNext.size()).isZero();
        assertThat(new RepeatedLines(new PlannedPayouts()).assigned(Map.of(FIRST, end), Map.of(FIRST, 99L)))
                .isFalse();
    }

    @Test
    void whatGoesToAnotherPlannerIsItsOwn() {
        assertThat(lines.assigned(Map.of(), Map.of(FIRST, 10L, SECOND, 20L))).isTrue();
        lines.revoked(List.of(FIRST));
        assertThat(planned.size()).isEqualTo(2);
        lines.revoked(List.of(SECOND));
        assertThat(planned.size()).isZero();
    }

    @Test
    void aPayoutGoesWithTheLineThatOpenedIt() {
        planned.read(PROVIDER, "p-1");
        planned.read(new Address20(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), "p-2");
        assertThat(planned.size()).isEqualTo(1);
    }
}
