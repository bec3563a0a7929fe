package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds of single intents, who settles, what the way costs, and where the rest goes; in the form of {@link PayerFoldTest}. */
class PayerHoldTest {
    /** The deadline is 300,000; a day later than that the intent is still there, eight days later it is not. */
    static final String HOLDS = """
            1000      | deposited                    | ACCEPTED              | available=50
            1000      | holdIntent                   | UNKNOWN_INTENT        | available=50
            1000      | releaseIntent                | UNKNOWN_INTENT        | available=50
            1000      | lock                         | ACCEPTED              | available=49.95 locked=0.05
            2000      | holdIntent provider=eve      | WRONG_PROVIDER        | available=49.95 locked=0.05
            2000      | releaseIntent                | ALREADY_APPLIED       | available=49.95 locked=0.05
            2000      | receipt used=0.003           | ACCEPTED              | available=49.95 locked=0.05
            299000    | holdIntent                   | ACCEPTED              | available=49.95 locked=0.05
            299000    | holdIntent                   | ALREADY_APPLIED       | available=49.95 locked=0.05
            300000    | tick                         | -                     | available=49.95 locked=0.05
            86700000  | tick                         | -                     | available=49.95 locked=0.05
            86700000  | settle                       | INTENT_HELD           | available=49.95 locked=0.05
            86700000  | receipt nonce=r2 used=0.004  | ACCEPTED              | available=49.95 locked=0.05
            86700000  | releaseIntent provider=eve   | WRONG_PROVIDER        | available=49.95 locked=0.05
            86700000  | releaseIntent                | ACCEPTED              | available=49.95 locked=0.05
            86700999  | tick                         | -                     | available=49.95 locked=0.05
            86700999  | holdIntent                   | ACCEPTED              | available=49.95 locked=0.05
            86800999  | settle by=GATEWAY            | ACCEPTED              | available=49.993
            86800999  | holdIntent                   | INTENT_ALREADY_CLOSED | available=49.993
            86800999  | releaseIntent provider=eve   | WRONG_PROVIDER        | available=49.993
            86800999  | lock id=i2 nonce=l2 deadline=86900000 | ACCEPTED     | available=49.943 locked=0.05
            86900000  | holdIntent id=i2             | DEADLINE_PASSED       | available=49.943 locked=0.05
            86900000  | tick                         | ACCEPTED              | available=49.993
            86900000  | lock id=i3 nonce=l3 deadline=86900010 | ACCEPTED     | available=49.943 locked=0.05
            86900000  | holdIntent id=i3             | ACCEPTED              | available=49.943 locked=0.05
            86900009  | releaseIntent id=i3          | ACCEPTED              | available=49.943 locked=0.05
            86900018  | tick                         | -                     | available=49.943 locked=0.05
            86900018  | holdIntent id=i3             | ACCEPTED              | available=49.943 locked=0.05
            691700009 | tick                         | -                     | available=49.943 locked=0.05
            691700009 | refund id=i3 nonce=f3 by=GATEWAY | ACCEPTED          | available=49.993
            691700009 | lock id=i4 nonce=l4 deadline=691700010 | ACCEPTED    | available=49.943 locked=0.05
            691700009 | holdIntent id=i4             | ACCEPTED              | available=49.943 locked=0.05
            1296500009 | tick                        | -                     | available=49.943 locked=0.05
            1296500010 | receipt id=i4 nonce=r4      | DEADLINE_PASSED       | available=49.943 locked=0.05
            1296500010 | tick                        | ACCEPTED              | available=49.993
            1296500010 | escrow deadline=1296600000  | ACCEPTED              | available=49.993
            1296500010 | holdIntent id=e1            | UNSUPPORTED_MODE      | available=49.993
            """;

    static final String GATEWAY = """
            1000 | deposited                       | ACCEPTED           | available=50
            1000 | lock gateway=yes                | ACCEPTED           | available=49.95 locked=0.05
            1000 | lock                            | ALREADY_APPLIED    | available=49.95 locked=0.05
            1000 | settle                          | SETTLED_BY_GATEWAY | available=49.95 locked=0.05
            1000 | receipt                         | ACCEPTED           | available=49.95 locked=0.05
            1000 | settle                          | SETTLED_BY_GATEWAY | available=49.95 locked=0.05
            1000 | settle by=GATEWAY               | ACCEPTED           | available=49.993
            1000 | settle                          | ALREADY_APPLIED    | available=49.993
            1000 | lock id=i2 nonce=l2 gateway=yes | ACCEPTED           | available=49.943 locked=0.05
            1000 | refund id=i2 nonce=f2           | ACCEPTED           | available=49.993
            """;

    /** Chain 1 pays for what a provider on chain 2 gets; the cost is taken behind what was used. */
    static final String ROUTE_COSTS = """
            1000 | deposited                                  | ACCEPTED           | available=50
            1000 | deposited nonce=d2 chain=2 micros=10000    | ACCEPTED           | available=50 available@2=0.01
            1000 | lock payoutChain=1                         | ACCEPTED           | available=49.95 available@2=0.01 locked=0.05
            1000 | receipt payoutChain=1                      | ACCEPTED           | available=49.95 available@2=0.01 locked=0.05
            1000 | settle cost=-0.001 by=GATEWAY              | INVALID_AMOUNT     | available=49.95 available@2=0.01 locked=0.05
            1000 | settle cost=-0.001 id=none                 | INVALID_AMOUNT     | available=49.95 available@2=0.01 locked=0.05
            1000 | settle cost=0.001 by=GATEWAY               | UNSUPPORTED_MODE   | available=49.95 available@2=0.01 locked=0.05
            1000 | settle by=GATEWAY                          | ACCEPTED           | available=49.993 available@2=0.01
            1000 | lock id=i2 nonce=l2 mode=INSTANT max=0.05 draws=2:0.01,1:0.04 | ACCEPTED | available=49.953 locked=0.04 locked@2=0.01
            1000 | settle id=i2 cost=0.001 by=GATEWAY         | NOTHING_USED       | available=49.953 locked=0.04 locked@2=0.01
            1000 | receipt id=i2 nonce=r2                     | ACCEPTED           | available=49.953 locked=0.04 locked@2=0.01
            1000 | settle id=i2 cost=0.001                    | UNSUPPORTED_MODE   | available=49.953 locked=0.04 locked@2=0.01
            1000 | settle id=i2 cost=0.043000001 by=GATEWAY   | USAGE_EXCEEDS_LOCK | available=49.953 locked=0.04 locked@2=0.01
            1000 | settle id=i2 cost=0.005 by=GATEWAY         | ACCEPTED           | available=49.991
            1000 | settle id=i2 cost=0.006 by=GATEWAY         | ALREADY_APPLIED    | available=49.991
            1000 | dispute id=i2 amount=0.007000001           | DISPUTE_EXCEEDS_CAPTURE | available=49.991
            1000 | lock id=i3 nonce=l3 mode=INSTANT max=0.05 draws=1:0.05 | ACCEPTED | available=49.941 locked=0.05
            1000 | receipt id=i3 nonce=r3                     | ACCEPTED           | available=49.941 locked=0.05
            1000 | settle id=i3 cost=0.043 by=GATEWAY         | ACCEPTED           | available=49.941
            1000 | grant limit=0.1                            | ACCEPTED           | available=49.941
            1000 | lock id=i4 nonce=l4 mode=INSTANT session=k1 max=0.05 | ACCEPTED | available=49.891 locked=0.05
            1000 | receipt id=i4 nonce=r4                     | ACCEPTED           | available=49.891 locked=0.05
            1000 | settle id=i4 cost=0.04 by=GATEWAY          | ACCEPTED           | available=49.894
            1000 | lock id=i5 nonce=l5 session=k1 max=0.053000001 | SESSION_LIMIT_EXCEEDED | available=49.894
            1000 | lock id=i6 nonce=l6 max=0.05 draws=1:0.05        | ACCEPTED           | available=49.844 locked=0.05
            1000 | receipt id=i6 nonce=r6                     | ACCEPTED           | available=49.844 locked=0.05
            1000 | settle id=i6 cost=0.000001                 | UNSUPPORTED_MODE   | available=49.844 locked=0.05
            1000 | settle id=i6 cost=0.043000001 by=GATEWAY   | USAGE_EXCEEDS_LOCK | available=49.844 locked=0.05
            1000 | settle id=i6 cost=0.000000008 by=GATEWAY   | ACCEPTED           | available=49.886999992
            """;

    static final String PREFERRED = """
            1000 | prefer                          | UNKNOWN_ACCOUNT  | none
            1000 | deposited                       | ACCEPTED         | available=50
            1000 | prefer chain=-1                 | INVALID_TERMS    | available=50
            1000 | prefer issued=86401001          | DEADLINE_TOO_FAR | available=50
            1000 | prefer                          | ACCEPTED         | available=50
            1000 | prefer                          | ALREADY_APPLIED  | available=50
            1000 | prefer chain=6                  | NONCE_REUSED     | available=50
            1000 | prefer chain=6 issued=999       | NONCE_REUSED     | available=50
            1000 | lock                            | ACCEPTED         | available=49.95 locked=0.05
            1000 | receipt                         | ACCEPTED         | available=49.95 locked=0.05
            1000 | settle                          | ACCEPTED         | available=49.95 available@5=0.043
            1000 | lock id=i2 nonce=l2             | ACCEPTED         | available=49.9 available@5=0.043 locked=0.05
            1000 | prefer chain=0 issued=1001      | ACCEPTED         | available=49.9 available@5=0.043 locked=0.05
            1000 | refund id=i2 nonce=f2           | ACCEPTED         | available=49.95 available@5=0.043
            1000 | prefer chain=9 issued=1002      | ACCEPTED         | available=49.95 available@5=0.043
            1000 | lock id=i3 nonce=l3 deadline=2000 draws=1:0.03,5:0.02 | ACCEPTED | available=49.92 available@5=0.023 locked=0.03 locked@5=0.02
            2000 | tick                            | ACCEPTED         | available=49.92 available@5=0.023 available@9=0.05
            2000 | lock id=i4 nonce=l4 max=49.993 draws= | ACCEPTED   | locked=49.92 locked@5=0.023 locked@9=0.05
            2000 | revoked                         | ACCEPTED         | locked=49.92 locked@5=0.023 locked@9=0.05 debt=-50
            2000 | refund id=i4 nonce=f4           | ACCEPTED         | debt=-0.007
            """;

    /** The escrow is on chain 1, the provider on chain 2: the treasury is paid and passes it on. */
    static final String ONWARD = """
            1000 | escrow chain=1                                | UNSUPPORTED_MODE | none
            1000 | escrow chain=1 receiver=eve                   | UNSUPPORTED_MODE | none
            1000 | escrow receiver=treasury                      | UNSUPPORTED_MODE | none
            1000 | escrow chain=1 receiver=treasury provider=treasury | UNSUPPORTED_MODE | none
            1000 | escrow chain=1 receiver=treasury              | ACCEPTED         | zero
            1000 | confirm chain=1                               | ACCEPTED         | escrow_locked=0.05
            1000 | receipt id=e1                                 | ACCEPTED         | escrow_locked=0.05
            1000 | settle id=e1 cost=0.001 by=GATEWAY            | UNSUPPORTED_MODE | escrow_locked=0.05
            1000 | settle id=e1                                  | ACCEPTED         | escrow_voiding=0.043
            1000 | confirm chain=1 step=CAPTURE micros=7000 fee=7 | ACCEPTED        | escrow_voiding=0.043
            1000 | revoke chain=1 step=CAPTURE                   | ACCEPTED         | escrow_voiding=0.043
            1000 | confirm chain=1 step=CAPTURE micros=7000 fee=7 | ACCEPTED        | escrow_voiding=0.043
            1000 | confirm chain=1 step=VOID micros=43000        | ACCEPTED         | zero
            """;

    static final List<String> TABLES = List.of(HOLDS, GATEWAY, ROUTE_COSTS, PREFERRED, ONWARD);

    private PayerScript script = new PayerScript();

    private void check(String table) {
        script = PayerFoldTest.check(table);
    }

    @Test
    void holds() {
        check(HOLDS);
    }

    @Test
    void gateway() {
        check(GATEWAY);
    }

    @Test
    void routeCosts() {
        check(ROUTE_COSTS);
        assertThat(net(AccountType.CHAIN_COSTS, 1)).isEqualTo(PayerScript.nanos("0.085000008"));
        assertThat(net(AccountType.CHAIN_COSTS, 2)).isEqualTo(PayerScript.nanos("0.003"));
    }

    @Test
    void preferredChain() {
        check(PREFERRED);
    }

    @Test
    void onward() {
        check(ONWARD);
        assertThat(net(AccountType.TREASURY, 1)).isEqualTo(-PayerScript.nanos("0.007"));
        assertThat(net(AccountType.CLEARING, 1)).isEqualTo(PayerScript.nanos("0.006993"));
        assertThat(net(AccountType.PLATFORM_FEES, 1)).isEqualTo(PayerScript.nanos("0.000007"));
        assertThat(net(AccountType.ESCROW_ASSET, 1)).isZero();
        assertThat(script.charges)
                .singleElement()
                .satisfies(charge -> assertThat(((ProviderInput.UsageCharged) charge).charges())
                        .containsExactly(new Draw(1, PayerScript.nanos("0.007"))));
    }

    private long net(AccountType type, long chainId) {
        return script.journal.stream()
                .flatMap(line -> line.postings().stream())
                .filter(p -> p.account() == type && p.chainId() == chainId)
                .mapToLong(Posting::amountNanos)
                .sum();
    }
}
