package io.fluxledger.relayer.send;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Scripts as in {@link LaneTest}: blocks that are replaced, and heads that lack what was seen before. */
class LaneReorganisationTest {
    private final LaneScript script = new LaneScript();

    private void play(String lines) {
        script.play(lines);
    }

    @Test
    void aReorganisationIsFollowedByTheSameBytes() {
        play(LaneTest.SENT + """
            head 1 11 6 5 7           => lookup a
            mined a#1 11 ok           => announce a MINED
            announced a MINED         =>
            head 2 12 5 5 7           => send a#1
            sent a                    =>
            head 3 13 6 5 7           => lookup a
            mined a#1 12 ok           =>
            """);
        assertThat(script.states()).isEqualTo("a MINED 5");
    }

    @Test
    void whatWasFinalIsTakenBackTheLastFirstSentAgainAndAnnouncedAgain() {
        play("""
            command a                 =>
            command b                 =>
            head 0 10 5 5 7           => preflight a, preflight b
            passed a                  => sign a nonce 5 max 15 tip 1, preflight b
            passed b                  => sign a nonce 5 max 15 tip 1, sign b nonce 6 max 15 tip 1
            signed a 5 15 1           => send a#1, sign b nonce 6 max 15 tip 1
            signed b 6 15 1           => send a#1, send b#1
            sent a                    => send b#1
            sent b                    =>
            head 2 12 7 7 7           => lookup a, lookup b
            mined a#1 11 ok           => announce a FINAL
            mined b#1 11 ok           => announce a FINAL, announce b FINAL
            announced a FINAL         => announce b FINAL
            announced b FINAL         =>
            head 3 13 5 5 7           =>
            head 4 14 5 5 7           =>
            unsaved head 5 15 5 5 7   =>
            saved                     => announce b REVOKED 1, announce a REVOKED 1, send a#1, send b#1
            announced b REVOKED       => announce a REVOKED 1, send a#1, send b#1
            announced a REVOKED       => send a#1, send b#1
            sent a                    => send b#1
            sent b                    =>
            head 6 16 7 5 7           => lookup a, lookup b
            mined a#1 16 ok           => announce a MINED 1
            mined b#1 16 ok           => announce a MINED 1, announce b MINED 1
            head 7 17 7 7 7           => lookup a, lookup b
            mined a#1 16 ok           => announce a FINAL 1, announce b MINED 1
            mined b#1 16 ok           => announce a FINAL 1, announce b FINAL 1
            """);
        assertThat(script.states()).isEqualTo("a FINAL 5, b FINAL 6");
    }

    private static final String ENDED_BY_ANOTHER = LaneTest.SENT + """
        head 1 11 6 5 7           => lookup a
        other a 10                => announce a MINED
        announced a MINED         =>
        head 2 12 6 6 7           => lookup a
        other a 10                => announce a FINAL
        announced a FINAL         =>
        """;

    /** Our transaction at that nonce did nothing; when it is gone, what comes behind must not wait for it. */
    @Test
    void aNonceBehindAnothersTransactionIsFilled() {
        play(ENDED_BY_ANOTHER + """
            head 3 13 5 5 7           => receipt a
            other a 10                => fill 5
            filled 5                  =>
            command b                 => preflight b
            passed b                  => sign b nonce 6 max 15 tip 1
            signed b 6 15 1           => send b#1
            sent b                    =>
            head 4 14 7 5 7           => lookup b, receipt a
            """);
        assertThat(script.states()).isEqualTo("a FINAL 5, b BROADCAST 6");
    }

    @Test
    void whatAnotherHasEndedIsTakenBackOnlyWhenThatIsGone() {
        play(ENDED_BY_ANOTHER + """
            head 3 13 5 5 7           => receipt a
            other a 10                => fill 5
            filled 5                  =>
            head 4 14 6 5 7           => receipt a
            absent a                  =>
            head 5 15 6 6 7           => receipt a
            absent a                  =>
            head 6 16 6 6 7           => receipt a
            other a 10                =>
            head 7 17 6 6 7           =>
            """);
        assertThat(script.states()).isEqualTo("a FINAL 5");
        assertThat(script.confirmations).containsExactly("a FINAL");
    }

    /** The ledger hears that it was taken back before it hears what became of it. */
    @Test
    void whatIsTakenBackAndLostIsToldInThatOrder() {
        play(LaneTest.SENT.replace("command a  ", "command a before 40  ") + """
            head 1 11 6 5 7           => lookup a
            mined a#1 11 ok           => announce a MINED
            announced a MINED         =>
            head 2 12 6 6 7           => lookup a
            mined a#1 11 ok           => announce a FINAL
            announced a FINAL         =>
            """);
        script.restart();
        play("""
            command a before 40       =>
            head 41 20 6 6 7          => receipt a
            absent a                  => identify a nonce 5
            identified a stranger     => announce a REVOKED 1
            """);
        assertThat(script.confirmations).containsExactly("a FINAL", "a REVOKED");
        play("""
            announced a REVOKED       =>
            head 42 21 6 6 7          => lookup a
            absent a                  => identify a nonce 5
            identified a stranger     => announce a FAILED 1: not mined before 40
            """);
        assertThat(script.confirmations).containsExactly("a FINAL", "a REVOKED", "a FAILED");
    }

    @Test
    void aHeadThatLacksItForAMomentTakesNothingBack() {
        play(LaneTest.FINAL + """
            head 4 14 5 5 7           =>
            head 5 15 5 5 7           =>
            head 6 15 6 6 7           =>
            head 7 15 5 5 7           =>
            """);
        assertThat(script.states()).isEqualTo("a FINAL 5");
    }

    @Test
    void anOlderHeadIsNotActedUpon() {
        play(LaneTest.SENT + """
            head 9 9 4 4 7            =>
            """);
        play("head 20 9 4 4 7 =>");
        assertThat(script.lane.alarms()).extracting(LaneAlarm::kind).containsExactly(LaneAlarm.Kind.HEAD_BEHIND);
    }
}
