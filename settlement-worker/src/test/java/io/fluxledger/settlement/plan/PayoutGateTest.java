package io.fluxledger.settlement.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.settlement.plan.PayoutGate.Check;
import io.fluxledger.settlement.plan.PayoutGate.ClaimMode;
import io.fluxledger.settlement.plan.PayoutGate.Decision;
import io.fluxledger.settlement.plan.PayoutGate.Facts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayoutGateTest {
    @ParameterizedTest(name = "{0} {1} {2} {3} {4} {5} {6} {7}")
    @CsvSource(delimiter = '|', textBlock = """
            # answered | listed | check     | decision | claimed | may   | served | mode      | state
                       | false  | NOT_ASKED | NONE     | false   | true  | true   | AUTOMATIC | CLAIMED
                       | false  | NOT_ASKED | NONE     | false   | false | true   | AUTOMATIC | CLAIMABLE
                       | false  | NOT_ASKED | NONE     | false   | true  | true   | PORTAL    | CLAIMABLE
                       | false  | NOT_ASKED | NONE     | true    | true  | true   | PORTAL    | CLAIMED
                       | false  | NOT_ASKED | NONE     | true    | false | true   | PORTAL    | CLAIMABLE
                       | false  | RUNNING   | NONE     | true    | true  | true   | AUTOMATIC | CHECKING
                       | false  | PASSED    | NONE     | false   | true  | true   | AUTOMATIC | CLAIMED
                       | false  | FAILED    | NONE     | true    | true  | true   | AUTOMATIC | HELD
                       | false  | FAILED    | RELEASED | false   | true  | true   | AUTOMATIC | CLAIMED
                       | false  | FAILED    | RELEASED | false   | true  | true   | PORTAL    | CLAIMABLE
                       | false  | FAILED    | RELEASED | false   | false | true   | AUTOMATIC | CLAIMABLE
                       | false  | RUNNING   | RELEASED | false   | true  | true   | AUTOMATIC | CLAIMED
                       | false  | FAILED    | CARRIED  | true    | true  | true   | AUTOMATIC | CARRIED
                       | false  | PASSED    | CARRIED  | true    | true  | true   | AUTOMATIC | CARRIED
                       | true   | FAILED    | NONE     | false   | false | true   | PORTAL    | INSTRUCTED
                       | true   | PASSED    | CARRIED  | false   | false | true   | PORTAL    | INSTRUCTED
            IN_FLIGHT  | true   | FAILED    | CARRIED  | false   | false | true   | PORTAL    | IN_FLIGHT
            PAID       | true   | FAILED    | NONE     | false   | false | true   | PORTAL    | PAID
            RETURNED   | true   | PASSED    | NONE     | true    | true  | true   | AUTOMATIC | RETURNED
            REJECTED   | true   | PASSED    | NONE     | true    | true  | true   | AUTOMATIC | REJECTED
                       | false  | PASSED    | NONE     | true    | true  | false  | AUTOMATIC | HELD
                       | false  | NOT_ASKED | NONE     | false   | false | false  | PORTAL    | HELD
                       | false  | FAILED    | RELEASED | true    | true  | false  | AUTOMATIC | HELD
                       | false  | PASSED    | CARRIED  | true    | true  | false  | AUTOMATIC | CARRIED
                       | true   | PASSED    | NONE     | true    | true  | false  | AUTOMATIC | INSTRUCTED
            """)
    void states(
            @org.jspecify.annotations.Nullable PayoutState answered,
            boolean listed,
            Check check,
            Decision decision,
            boolean claimed,
            boolean mayReceive,
            boolean served,
            ClaimMode mode,
            PayoutState expected) {
        assertThat(PayoutGate.state(new Facts(answered, listed, check, decision, claimed, mayReceive, served), mode))
                .isEqualTo(expected);
    }

    /** Nothing leaves that is being checked, or failed its check, without an operator; and nothing without identity. */
    @Test
    void nothingLeavesUnasked() {
        for (Check check : Check.values()) {
            for (Decision decision : Decision.values()) {
                for (boolean claimed : new boolean[] {false, true}) {
                    for (boolean mayReceive : new boolean[] {false, true}) {
                        for (ClaimMode mode : ClaimMode.values()) {
                            PayoutState state = PayoutGate.state(
                                    new Facts(null, false, check, decision, claimed, mayReceive, true), mode);
                            boolean checked =
                                    check == Check.PASSED || check == Check.NOT_ASKED || decision == Decision.RELEASED;
                            boolean wanted = claimed || mode == ClaimMode.AUTOMATIC;
                            assertThat(state == PayoutState.CLAIMED)
                                    .as("%s %s %s %s %s", check, decision, claimed, mayReceive, mode)
                                    .isEqualTo(checked && wanted && mayReceive && decision != Decision.CARRIED);
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CHECKING,PAYOUT_CALCULATED",
        "HELD,PAYOUT_CALCULATED",
        "CLAIMABLE,FUNDS_CLAIMABLE",
        "IN_FLIGHT,FUNDS_CLAIMABLE",
        "PAID,SERVING_REQUESTS",
        "CARRIED,SERVING_REQUESTS"
    })
    void providersStates(PayoutState payout, ProviderState expected) {
        assertThat(ProviderState.of(payout)).isEqualTo(expected);
        assertThat(ProviderState.METRICS_COLLECTED.or(expected))
                .isEqualTo(expected == ProviderState.SERVING_REQUESTS ? ProviderState.METRICS_COLLECTED : expected);
    }
}
