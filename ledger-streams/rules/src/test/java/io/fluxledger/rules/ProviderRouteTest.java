package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Payments across chains, in the form of {@link ProviderFoldTest}. */
class ProviderRouteTest {
    static final String MOVES = """
            1000 | move id=a/b                    | INVALID_ID                  | none
            1000 | move micros=0                  | INVALID_AMOUNT              | none
            1000 | move micros=9223372036854776   | INVALID_AMOUNT              | none
            1000 | move fee=-1                    | INVALID_AMOUNT              | none
            1000 | move fee=1000000               | INVALID_AMOUNT              | none
            1000 | move to=1                      | UNEXPECTED_INPUT            | none
            1000 | move status=FINAL              | UNKNOWN_MOVE                | none
            1000 | move status=RETURNED           | UNKNOWN_MOVE                | none
            1000 | move status=REVOKED            | UNKNOWN_MOVE                | none
            1000 | move                           | ACCEPTED                    | zero / treasury=1 chain_costs=-0.00001 in_bridge=-0.99999
            1000 | move                           | ALREADY_APPLIED 10          | zero
            1000 | move micros=2000000            | MOVE_WITH_DIFFERENT_CONTENT | zero
            1000 | move fee=11                    | MOVE_WITH_DIFFERENT_CONTENT | zero
            1000 | move to=9 status=FINAL         | MOVE_WITH_DIFFERENT_CONTENT | zero
            1000 | move status=FINAL              | ACCEPTED                    | zero / treasury@5=-0.99999 transit=-0.99999 transit@5=0.99999 in_bridge=0.99999
            1000 | move status=FINAL              | ALREADY_APPLIED 15          | zero
            1000 | move                           | ALREADY_APPLIED 15          | zero
            1000 | move status=RETURNED           | MOVE_ALREADY_CLOSED         | zero
            1000 | move status=REVOKED            | ACCEPTED                    | zero / treasury@5=0.99999 transit=0.99999 transit@5=-0.99999 in_bridge=-0.99999
            1000 | move status=RETURNED           | ACCEPTED                    | zero / treasury=-1 chain_costs=0.00001 in_bridge=0.99999
            1000 | move status=FINAL              | MOVE_ALREADY_CLOSED         | zero
            1000 | move status=REVOKED            | ACCEPTED                    | zero / treasury=1 chain_costs=-0.00001 in_bridge=-0.99999
            1000 | move status=REVOKED            | ACCEPTED                    | zero / treasury=-1 chain_costs=0.00001 in_bridge=0.99999
            1000 | move status=REVOKED            | ALREADY_APPLIED 23          | zero
            1000 | move status=FINAL              | MOVE_ALREADY_CLOSED         | zero
            1000 | move micros=2000000 fee=0      | ACCEPTED                    | zero / treasury=2 in_bridge=-2
            1000 | move id=m2                     | ACCEPTED                    | zero / treasury=1 chain_costs=-0.00001 in_bridge=-0.99999
            1000 | move provider=other            | ACCEPTED                    | zero / treasury=1 chain_costs=-0.00001 in_bridge=-0.99999
            """;

    static final String TERMS = """
            1000 | terms chains=5,5                | INVALID_TERMS         | none
            1000 | terms chains=0                  | INVALID_TERMS         | none
            1000 | terms chains=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17 | INVALID_TERMS | none
            1000 | terms slippage=-1               | INVALID_TERMS         | none
            1000 | terms slippage=10001            | INVALID_TERMS         | none
            9000 | terms                           | AUTHORIZATION_EXPIRED | none
            9000 | terms validBefore=9001          | ACCEPTED              | zero
            9000 | terms                           | ALREADY_APPLIED 7     | zero
            9000 | terms slippage=51               | NONCE_REUSED          | zero
            9000 | terms chains=9,5                | NONCE_REUSED          | zero
            9000 | terms token=eurc                | NONCE_REUSED          | zero
            9000 | register nonce=t1 validBefore=9001 | NONCE_REUSED       | zero
            """;

    static final String REROUTES = """
            1000 | charge charges=1:1                | ACCEPTED              | payable=0.999 window=1:1:0.001 / clearing=-1 fees=0.001
            1000 | pay micros=999000                 | ACCEPTED              | in_flight=0.999 window=1:1:0.001
            1000 | reroute id=p2                     | UNKNOWN_PAYOUT        | in_flight=0.999 window=1:1:0.001
            1000 | reroute                           | WRONG_PAYOUT_CHAIN    | in_flight=0.999 window=1:1:0.001
            1000 | terms                             | ACCEPTED              | in_flight=0.999 window=1:1:0.001
            1000 | reroute                           | WRONG_PAYOUT_CHAIN    | in_flight=0.999 window=1:1:0.001
            1000 | paid status=RETURNED              | ACCEPTED              | payable=0.999 window=1:1:0.001
            1000 | pay id=p2 micros=999000           | ACCEPTED              | in_flight=0.999 window=1:1:0.001
            1000 | reroute id=p2 chain=1             | ALREADY_APPLIED 8     | in_flight=0.999 window=1:1:0.001
            1000 | reroute id=p2 chain=7             | WRONG_PAYOUT_CHAIN    | in_flight=0.999 window=1:1:0.001
            1000 | reroute id=p2 chain=9             | ACCEPTED              | in_flight=0.999 window=1:1:0.001
            1000 | reroute id=p2 chain=9             | ALREADY_APPLIED 11    | in_flight=0.999 window=1:1:0.001
            1000 | reroute id=p2                     | ACCEPTED              | in_flight=0.999 window=1:1:0.001
            1000 | pay id=p2 micros=999000           | ALREADY_APPLIED 13    | in_flight=0.999 window=1:1:0.001
            1000 | paid id=p2                        | UNEXPECTED_INPUT      | in_flight=0.999 window=1:1:0.001
            1000 | paid id=p2 chain=5 status=SUBMITTED | ACCEPTED            | in_flight=0.999 window=1:1:0.001
            1000 | reroute id=p2 chain=1             | UNEXPECTED_INPUT      | in_flight=0.999 window=1:1:0.001
            1000 | paid id=p2 chain=5                | ACCEPTED              | window=1:1:0.001 paid=0.999 / treasury@5=0.999 transit=0.999 transit@5=-0.999
            1000 | reroute id=p2 chain=1             | PAYOUT_ALREADY_CLOSED | window=1:1:0.001 paid=0.999
            """;

    /** The escrow's contract has taken its fee; what it paid to the treasury of chain 1 goes on to chain 5. */
    static final String ONWARD = """
            1000 | charge funding=ESCROW mode=INSTANT payout=1 charges=1:0.007 fee=0.000007       | ACCEPTED | window=1:0.007:0.000007
            1000 | charge funding=ESCROW mode=INSTANT payout=5 charges=1:0.007 fee=0.000007 seq=2 | ACCEPTED | in_flight=0.006993 window=2:0.014:0.000014 / clearing=-0.006993
            1000 | paid id=instant:3:2 chain=5 | ACCEPTED | window=2:0.014:0.000014 paid=0.006993 / treasury@5=0.006993 transit=0.006993 transit@5=-0.006993
            1000 | charge funding=ESCROW mode=INSTANT payout=5 charges=1:0.007 fee=0.007 seq=3    | ACCEPTED | window=3:0.021:0.007014 paid=0.006993
            """;

    static final List<String> TABLES = List.of(MOVES, TERMS, REROUTES, ONWARD);

    private final ProviderScript script = new ProviderScript();

    @Test
    void moves() {
        ScriptTables.check(MOVES, script::run);
    }

    @Test
    void terms() {
        ScriptTables.check(TERMS, script::run);
    }

    @Test
    void reroutes() {
        ScriptTables.check(REROUTES, script::run);
        assertThat(script.journal.get(7).entries())
                .singleElement()
                .satisfies(entry -> assertThat(
                                ((LedgerEntry.PayoutOpened) entry).terms().alternativeChainIds())
                        .containsExactly(5L, 9L));
    }

    @Test
    void onward() {
        ScriptTables.check(ONWARD, script::run);
    }
}
