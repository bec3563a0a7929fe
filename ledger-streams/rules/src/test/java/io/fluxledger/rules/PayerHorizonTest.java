package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What lies far behind: deadlines more than a turn of the wheel ago, ids and nonces of what was forgotten. */
class PayerHorizonTest {
    /** The clock is away for hours; the first to be swept is still the first that was due. */
    static final String LATE_SWEEP = """
            1000     | deposited                                  | ACCEPTED | available=50
            1000     | lock id=i1 nonce=l1 max=1 deadline=100000  | ACCEPTED | available=49 locked=1
            1000     | lock id=i2 nonce=l2 max=2 deadline=1900000 | ACCEPTED | available=47 locked=3
            1000     | lock id=i3 nonce=l3 max=4 deadline=9000000 | ACCEPTED | available=43 locked=7
            1000     | parameters sweep=1                         | ACCEPTED | available=43 locked=7
            10000000 | tick                                       | ACCEPTED | available=44 locked=6
            10000000 | tick                                       | ACCEPTED | available=46 locked=4
            10000000 | tick                                       | ACCEPTED | available=50
            10000000 | tick                                       | -        | available=50
            """;

    /** An id whose settlement was disputed and forgotten is used, settled and disputed again. */
    static final String DISPUTED_TWICE = """
            1000   | parameters life=300000 retention=300000       | ACCEPTED       | none
            1000   | deposited                                     | ACCEPTED       | available=50
            1000   | lock                                          | ACCEPTED       | available=49.95 locked=0.05
            1000   | receipt                                       | ACCEPTED       | available=49.95 locked=0.05
            1000   | settle                                        | ACCEPTED       | available=49.993
            1000   | dispute                                       | ACCEPTED       | available=49.993
            600000 | dispute nonce=x2                              | UNKNOWN_INTENT | available=49.993
            600000 | lock nonce=l2 deadline=700000                 | ACCEPTED       | available=49.943 locked=0.05
            600000 | receipt                                       | ACCEPTED       | available=49.943 locked=0.05
            600000 | settle                                        | ACCEPTED       | available=49.986
            600000 | dispute                                       | NONCE_REUSED   | available=49.986
            600000 | dispute nonce=x2                              | ACCEPTED       | available=49.986
            600000 | dispute nonce=x2                              | ALREADY_APPLIED | available=49.986
            600000 | dispute nonce=x3                              | DISPUTE_WITH_DIFFERENT_CONTENT | available=49.986
            600000 | lock id=i2 nonce=x1 deadline=700000           | NONCE_REUSED   | available=49.986
            """;

    static final String RESTORED = """
            600000 | lock id=i2 nonce=x1 deadline=700000           | NONCE_REUSED   | available=49.986
            600000 | lock id=i2 nonce=x2 deadline=700000           | NONCE_REUSED   | available=49.986
            600000 | dispute nonce=x2                              | ALREADY_APPLIED | available=49.986
            600000 | dispute nonce=x3                              | DISPUTE_WITH_DIFFERENT_CONTENT | available=49.986
            """;

    private static PayerScript check(PayerScript script, String table) {
        ScriptTables.check(table, (clock, input) -> {
            PayerScript.Result result = script.run(clock, input);
            return List.of(result.outcome(), result.balances());
        });
        return script;
    }

    @Test
    void theEarliestIsSweptFirstHoweverLate() {
        check(new PayerScript(), LATE_SWEEP);
    }

    @Test
    void disputesAreKeptForEveryUseOfAnId() {
        PayerScript live = check(new PayerScript(), DISPUTED_TWICE);
        PayerScript restored = new PayerScript();
        live.store.all(restored.store.restorer());
        restored.startAt(1_000);
        check(restored, RESTORED);
        assertThat(live.charges).hasSize(4);
    }
}
