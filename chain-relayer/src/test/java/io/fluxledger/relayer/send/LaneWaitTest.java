package io.fluxledger.relayer.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Scripts as in {@link LaneTest}, of commands that cannot be sent yet. */
class LaneWaitTest {
    private final LaneScript script = new LaneScript();

    private void play(String lines) {
        script.play(lines);
    }

    /** However many there are in front: what the rest waits for may be the last of them. */
    @Test
    void whereFewMayBeAskedForAllOfThemAreAtEachHead() {
        play("""
            command a                 =>
            command b                 =>
            command c                 =>
            command d                 =>
            only b c d                =>
            head 0 10 5 5 7           => preflight b, preflight c, preflight d
            waits b                   => preflight c, preflight d
            waits c                   => preflight d
            passed d                  => sign d nonce 5 max 15 tip 1
            signed d 5 15 1           => send d#1
            sent d                    =>
            head 1 11 6 5 7           => lookup d, preflight b, preflight c
            mined d#1 11 ok           => announce d MINED, preflight b, preflight c
            """);
    }

    /** Stuck after 60 s: a says so once b, which is behind it, was sent; c and d only wait for their turn. */
    @Test
    void whatWaitsForMoreThanItsTurnRaisesAnAlarm() {
        play("""
            command a                 =>
            command b                 =>
            command c                 =>
            command d                 =>
            only b c                  =>
            head 0 10 5 5 7           => preflight b, preflight c
            waits c                   => preflight b
            passed b                  => sign b nonce 5 max 15 tip 1
            signed b 5 15 1           => send b#1
            sent b                    =>
            head 59 11 6 5 7          => lookup b, preflight c
            mined b#1 11 ok           => announce b MINED, preflight c
            announced b MINED         => preflight c
            """);
        assertThat(script.lane.alarms()).isEmpty();
        play("head 60 11 6 5 7 => preflight c");
        assertThat(script.lane.alarms())
                .containsExactly(new LaneAlarm(LaneAlarm.Kind.WAITING, "a cannot be sent since 60 s"));
        play("""
            only a c                  => preflight a, preflight c
            passed a                  => sign a nonce 6 max 15 tip 1, preflight c
            signed a 6 15 1           => send a#1, preflight c
            """);
        // Scripts sign everything at second 0.
        assertThat(script.lane.alarms()).extracting(LaneAlarm::kind).containsExactly(LaneAlarm.Kind.STUCK);
    }

    /** Nothing was sent for so long: nobody's turn comes. */
    @Test
    void whereEverythingWaitsAnAlarmIsRaised() {
        play("""
            command a                 =>
            only b                    =>
            head 0 10 5 5 7           =>
            head 59 11 5 5 7          =>
            """);
        assertThat(script.lane.alarms()).isEmpty();
        play("head 60 12 5 5 7 =>");
        assertThat(script.lane.alarms()).extracting(LaneAlarm::kind).containsExactly(LaneAlarm.Kind.WAITING);
    }
}
