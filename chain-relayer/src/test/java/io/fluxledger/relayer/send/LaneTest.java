package io.fluxledger.relayer.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Scripts of a lane: a line is what happens, then {@code =>} and what is due. Changes are saved after every line but
 * {@code unsaved} ones. Head: now in seconds, block, mined nonce, final nonce, base fee.
 */
class LaneTest {
    static final String SIGNED = """
        command a                 =>
        head 0 10 5 5 7           => preflight a
        passed a                  => sign a nonce 5 max 15 tip 1
        unsaved signed a 5 15 1   =>
        saved                     => send a#1
        """;
    static final String SENT = SIGNED + """
        sent a                    =>
        """;
    static final String SAVED_AS_FINAL = SENT + """
        head 1 11 6 5 7           => lookup a
        mined a#1 11 ok           => announce a MINED
        announced a MINED         =>
        head 2 12 6 6 7           => lookup a
        unsaved mined a#1 11 ok   =>
        saved                     => announce a FINAL
        """;
    static final String FINAL = SAVED_AS_FINAL + """
        announced a FINAL         =>
        head 3 13 6 6 7           =>
        """;
    private final LaneScript script = new LaneScript();

    private void play(String lines) {
        script.play(lines);
    }

    @Test
    void fromPlanToFinal() {
        play(FINAL);
        assertThat(script.states()).isEqualTo("a FINAL 5");
        assertThat(script.lane.openCommands()).isZero();
        assertThat(script.lane.isOpen("a")).as("watched").isTrue();
        play("head 4 16 6 6 7 =>");
        assertThat(script.lane.isOpen("a")).isFalse();
        assertThat(script.lane.takeClosed()).containsExactly("a");
    }

    @Test
    void failures() {
        play("""
            command a                 =>
            head 0 10 5 5 7           => preflight a
            unsaved reverts a         =>
            saved                     => announce a FAILED: no money
            announced a FAILED        =>
            command b                 => preflight b
            passed b                  => sign b nonce 5 max 15 tip 1
            signed b 5 15 1           => send b#1
            sent b                    =>
            head 1 11 6 5 7           => lookup b
            mined b#1 11 reverted     =>
            head 2 12 6 6 7           => receipt b
            mined b#1 11 reverted     => announce b FAILED: reverted
            """);
        assertThat(script.states()).isEqualTo("a FAILED -1, b FAILED 5");
    }

    @Test
    void anotherSenderWasQuicker() {
        play("""
            command a                 =>
            head 0 10 5 5 7           => preflight a
            other a 10                =>
            head 1 11 5 5 7           => preflight a
            other a 10                => announce a FINAL
            announced a FINAL         =>
            """);
        assertThat(script.states()).isEqualTo("a FINAL -1");
    }

    @Test
    void whatIsTooLateFailsOrIsCancelled() {
        play("""
            command a before 40       =>
            command b before 40       =>
            head 0 10 5 5 7           => preflight a, preflight b
            passed a                  => sign a nonce 5 max 15 tip 1, preflight b
            signed a 5 15 1           => send a#1, preflight b
            sent a                    => preflight b
            head 40 11 5 5 7          => announce b FAILED: not sent before 40, cancel a nonce 5 max 17 tip 2
            announced b FAILED        => cancel a nonce 5 max 17 tip 2
            cancelled a 5 17 2        => send a#2
            sent a                    =>
            head 41 12 6 5 7          => lookup a
            mined a#2 12 reverted     =>
            head 42 13 6 6 7          => receipt a
            mined a#2 12 reverted     => announce a FAILED: not mined before 40
            """);
        assertThat(script.states()).isEqualTo("a FAILED 5, b FAILED -1");
    }

    @Test
    void whatWasMinedBeforeItsCancellationTakesEffect() {
        play("""
            command a before 40       =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1
            sent a                    =>
            head 40 11 5 5 7          => cancel a nonce 5 max 17 tip 2
            cancelled a 5 17 2        => send a#2
            sent a                    =>
            head 41 12 6 5 7          => lookup a
            mined a#1 12 ok           => announce a MINED
            head 42 13 6 6 7          => lookup a
            mined a#1 12 ok           => announce a FINAL
            """);
    }

    @Test
    void aNonceThatNobodyHasIsGivenAgain() {
        play("""
            command a before 60       =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1
            sent a NO_FUNDS           =>
            command b                 => preflight b
            head 60 11 5 5 7          => announce a FAILED: not sent before 60, preflight b
            announced a FAILED        => preflight b
            passed b                  => sign b nonce 5 max 15 tip 1
            signed b 5 15 1           => send b#1
            sent b INVALID            => preflight b
            passed b                  => sign b nonce 5 max 15 tip 1
            """);
        assertThat(script.states()).isEqualTo("a FAILED -1, b PLANNED -1");
    }

    @Test
    void whatWaitsDoesNotHoldBackTheRest() {
        play("""
            command a                 =>
            command b after a         =>
            command c                 =>
            head 0 10 5 5 7           => preflight a, preflight c
            passed a                  => sign a nonce 5 max 15 tip 1, preflight c
            passed c                  => sign a nonce 5 max 15 tip 1, sign c nonce 6 max 15 tip 1
            signed a 5 15 1           => send a#1, sign c nonce 6 max 15 tip 1
            signed c 6 15 1           => send a#1, send c#1
            sent a                    => send c#1
            sent c                    =>
            head 2 12 6 5 7           => lookup a
            mined a#1 11 ok           => announce a MINED
            announced a MINED         =>
            head 3 13 6 6 7           => lookup a
            mined a#1 11 ok           => announce a FINAL, preflight b using a#1
            """);
    }

    @Test
    void aLostDependencyIsMootExceptForTheVoidAfterACapture() {
        play("""
            command a                 =>
            command b after a         =>
            head 0 10 5 5 7           => preflight a
            unsaved reverts a         =>
            saved                     =>
            saved                     => announce a FAILED: no money, announce b moot: a failed
            announced a FAILED        => announce b moot: a failed
            announced b FAILED        =>
            capture x:ESCROW_CAPTURE  => preflight x:ESCROW_CAPTURE
            void v after x:ESCROW_CAPTURE => preflight x:ESCROW_CAPTURE
            reverts x:ESCROW_CAPTURE  => announce x:ESCROW_CAPTURE FAILED: no money, preflight v
            """);
        assertThat(script.confirmations).containsExactly("a FAILED", "b FAILED", "x:ESCROW_CAPTURE FAILED");
    }

    @Test
    void whatFailsAlongWithWhatItDependsOnIsConfirmedEvenIfItWasSavedJustThen() {
        play("""
            unsaved command a         =>
            unsaved command b after a =>
            unsaved command c after b =>
            unsaved head 0 10 5 5 7   => preflight a
            unsaved reverts a         =>
            saved                     =>
            saved                     =>
            saved                     => announce a FAILED: no money, announce b moot: a failed, announce c moot: b failed
            """);
        assertThat(script.confirmations).containsExactly("a FAILED", "b FAILED", "c FAILED");
    }

    /** Blocks may be late, and a transaction that is under way may still be in the next one. */
    @Test
    void whatNobodyHasIsTooLateByTheWallClockTheRestByTheBlocks() {
        play("""
            command a before 40       =>
            head 0 10 5 5 7           => preflight a
            passed a                  => sign a nonce 5 max 15 tip 1
            signed a 5 15 1           => send a#1
            sent a                    =>
            command b before 40       => preflight b
            head 40 10 5 5 7 39       => announce b FAILED: not sent before 40, send a#1
            announced b FAILED        => send a#1
            head 41 11 5 5 7 41       => cancel a nonce 5 max 17 tip 2
            """);
    }

    @Test
    void theSameBytesAgainThenHigherFeesUpToTheCap() {
        play(SENT + """
            head 4 14 5 5 7           =>
            head 5 15 5 5 7           => send a#1
            sent a                    =>
            head 30 40 5 5 7          => send a#1
            sent a UNCLEAR            =>
            head 31 41 5 5 7          => send a#1
            sent a                    => preflight a
            passed a                  => bump a nonce 5 max 17 tip 2
            signed a 5 17 2           => send a#2
            sent a                    =>
            head 60 70 5 5 400        => send a#2
            sent a                    => preflight a
            passed a                  => bump a nonce 5 max 801 tip 3
            signed a 5 950 3          => send a#3
            sent a                    =>
            head 90 99 5 5 400        => send a#3
            sent a                    =>
            head 91 100 6 5 400       => lookup a
            mined a#2 100 ok          => announce a MINED
            """);
        assertThat(script.states()).isEqualTo("a MINED 5");
    }

    @Test
    void whatHasBecomeImpossibleIsCancelledInsteadOfBumped() {
        play(SENT + """
            head 30 40 5 5 7          => send a#1
            sent a                    => preflight a
            reverts a                 => cancel a nonce 5 max 17 tip 2
            cancelled a 5 17 2        => send a#2
            """);
    }

    @Test
    void aNonceThatAStrangerUsedForGoodIsGivenUp() {
        play(SENT + """
            head 1 11 6 5 7           => lookup a
            absent a                  =>
            head 2 12 6 6 7           => lookup a
            absent a                  => identify a nonce 5
            identified a nobody       =>
            head 3 13 6 6 7           => lookup a
            absent a                  => identify a nonce 5
            identified a a#1          =>
            head 4 14 6 6 7           => lookup a
            orphaned a#1 11           =>
            head 4 14 6 6 7           => lookup a
            absent a                  => identify a nonce 5
            unsaved identified a stranger =>
            saved                     => preflight a
            passed a                  => sign a nonce 6 max 15 tip 1
            """);
        assertThat(script.states()).isEqualTo("a REPLACED -1");
    }

    @Test
    void afterARestartNoNonceIsGivenTwiceAndTheSavedBytesAreSent() {
        play(SIGNED);
        script.restart();
        play("""
            command b                 =>
            head 1 11 5 5 7           => preflight b
            passed b                  => sign b nonce 6 max 15 tip 1
            command a                 => send a#1, sign b nonce 6 max 15 tip 1
            """);
    }

    @Test
    void aMissingNonceIsFilledByTheNextCommandOrByANoOp() {
        play("""
            command a                 =>
            head 0 10 6 6 7           => preflight a
            passed a                  => sign a nonce 6 max 15 tip 1
            signed a 6 15 1           => send a#1
            """);
        script.restart();
        play("""
            command a                 =>
            head 1 11 5 5 7           => send a#1, fill 5
            filled 5                  => send a#1
            sent a                    =>
            head 8 12 5 5 7           => send a#1, fill 5
            command b                 => send a#1, preflight b
            passed b                  => send a#1, sign b nonce 5 max 15 tip 1
            """);
    }

    @Test
    void aMissingNonceIsFilledByANoOpWhenTheNextCommandMayNotBeSigned() {
        play("""
            command a                 =>
            head 0 10 6 6 7           => preflight a
            passed a                  => sign a nonce 6 max 15 tip 1
            signed a 6 15 1           => send a#1
            """);
        script.restart();
        play("""
            command a                 =>
            command b                 =>
            head 1 11 5 5 7           => send a#1, preflight b
            sent a                    => preflight b
            passed b                  => sign b nonce 5 max 15 tip 1
            refused                   =>
            head 2 12 5 5 7           => fill 5
            """);
        assertThat(script.lane.alarms()).extracting(LaneAlarm::kind).containsExactly(LaneAlarm.Kind.NOT_SIGNED);
        play("""
            filled 5                  => sign b nonce 7 max 15 tip 1
            signed b 7 15 1           => send b#1
            """);
        assertThat(script.lane.alarms()).isEmpty();
    }

    @Test
    void anOutcomeThatWasSavedButPerhapsNotAnnouncedIsAnnouncedAgain() {
        play(SAVED_AS_FINAL);
        script.restart();
        play("""
            command a                 =>
            head 9 12 6 6 7           => receipt a
            mined a#1 11 ok           => announce a FINAL
            announced a FINAL         =>
            """);
        script.restart();
        play("""
            command a                 =>
            head 9 12 6 6 7           => receipt a
            mined a#1 11 ok           =>
            """);
        assertThat(script.lane.openCommands()).isZero();
    }

    @Test
    void aboveTheFeeCapEverythingWaits() {
        play("""
            command a                 =>
            head 0 10 5 5 1000        =>
            """);
        assertThat(script.lane.alarms()).extracting(LaneAlarm::kind).containsExactly(LaneAlarm.Kind.FEE_CAP);
        play("head 1 11 5 5 999 => preflight a");
        assertThat(script.lane.alarms()).isEmpty();
    }

    @Test
    void alarms() {
        play(SENT);
        script.balanceWei = 99;
        play("head 60 70 5 5 7 => send a#1");
        assertThat(script.lane.alarms())
                .containsExactly(
                        new LaneAlarm(LaneAlarm.Kind.LOW_GAS_BALANCE, "the signer has 99 wei"),
                        new LaneAlarm(LaneAlarm.Kind.STUCK, "a at nonce 5 is not mined after 60 s"));
    }

    @Test
    void anUnreachableNodeEndsTheRound() {
        play("""
            command a                 =>
            head 0 10 5 5 7           => preflight a
            unreachable               =>
            head 1 11 5 5 7           => preflight a
            """);
    }

    @Test
    void feesThatAreAskedForAreAtLeastTenPercentHigher() {
        for (List<Long> row :
                List.of(List.of(15L, 1L, 17L, 2L), List.of(100L, 10L, 110L, 11L), List.of(99L, 0L, 109L, 1L))) {
            Fees raised = new Fees(BigInteger.valueOf(row.get(0)), BigInteger.valueOf(row.get(1)))
                    .raised(10, new Fees(BigInteger.ONE, BigInteger.ONE), BigInteger.valueOf(1_000))
                    .orElseThrow();
            assertThat(raised).isEqualTo(new Fees(BigInteger.valueOf(row.get(2)), BigInteger.valueOf(row.get(3))));
        }
        assertThat(new Fees(BigInteger.valueOf(950), BigInteger.ONE)
                        .raised(10, new Fees(BigInteger.ONE, BigInteger.ONE), BigInteger.valueOf(1_000)))
                .isEmpty();
    }
}
