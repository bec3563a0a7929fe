package io.fluxledger.rules;

import static io.fluxledger.rules.PayerFoldTest.charges;
import static io.fluxledger.rules.PayerFoldTest.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What comes between and after: reorganisations and debts, suspense, holds, forgetting, disputes, quarantine. */
class PayerAftermathTest {
    static final String REORGANISATIONS = """
            1000   | revoked                      | UNKNOWN_DEPOSIT                | none
            1000   | seen                         | ACCEPTED                       | zero
            1000   | seen                         | ALREADY_APPLIED                | zero
            1000   | seen micros=0                | INVALID_AMOUNT                 | zero
            1000   | revoked                      | ACCEPTED                       | zero
            1000   | revoked                      | ALREADY_APPLIED                | zero
            1000   | seen                         | ACCEPTED                       | zero
            1000   | deposited                    | ACCEPTED                       | available=50
            1000   | seen                         | ALREADY_APPLIED                | available=50
            1000   | deposited nonce=d2 chain=2 micros=10000000 | ACCEPTED         | available=50 available@2=10
            1000   | lock max=45 mode=BATCH       | ACCEPTED                       | available=5 available@2=10 locked=45
            1000   | revoked                      | ACCEPTED                       | locked=45 debt=-35
            1000   | revoked                      | ALREADY_APPLIED                | locked=45 debt=-35
            1000   | lock id=i2 nonce=l2          | ACCOUNT_FROZEN                 | locked=45 debt=-35
            1000   | withdraw                     | ACCOUNT_FROZEN                 | locked=45 debt=-35
            1000   | escrow                       | ACCEPTED                       | locked=45 debt=-35
            1000   | deposited nonce=d3 chain=2 micros=5000000 | ACCEPTED          | locked=45 debt=-30
            1000   | receipt used=8               | ACCEPTED                       | locked=45 debt=-30
            1000   | settle                       | ACCEPTED                       | available=7
            1000   | lock id=i2 nonce=l2          | ACCEPTED                       | available=6.95 locked=0.05
            1000   | deposited                    | ACCEPTED                       | available=56.95 locked=0.05
            1000   | revoked nonce=d2 chain=2     | ACCEPTED                       | available=46.95 locked=0.05
            1000   | request nonce=d9             | ACCEPTED                       | available=46.95 locked=0.05
            1000   | revoked nonce=d9             | UNEXPECTED_INPUT               | available=46.95 locked=0.05
            """;

    static final String SUSPENSE = """
            1000   | suspense                     | UNKNOWN_DEPOSIT                | none
            1000   | unmatched micros=0           | INVALID_AMOUNT                 | none
            1000   | unmatched                    | ACCEPTED                       | zero
            1000   | unmatched                    | ALREADY_APPLIED                | zero
            1000   | unmatched micros=1           | DEPOSIT_WITH_DIFFERENT_CONTENT | zero
            1000   | deposited                    | DEPOSIT_WITH_DIFFERENT_CONTENT | zero
            1000   | seen                         | DEPOSIT_WITH_DIFFERENT_CONTENT | zero
            1000   | depositFailed                | UNEXPECTED_INPUT               | zero
            1000   | suspense                     | ACCEPTED                       | available=50
            1000   | suspense                     | ALREADY_APPLIED                | available=50
            1000   | suspense to=RETURN           | DEPOSIT_ALREADY_CREDITED       | available=50
            1000   | unmatched nonce=d2           | ACCEPTED                       | available=50
            1000   | suspense nonce=d2 to=RETURN  | ACCEPTED                       | available=50
            1000   | suspense nonce=d2 to=RETURN  | ALREADY_APPLIED                | available=50
            1000   | suspense nonce=d2            | UNEXPECTED_INPUT               | available=50
            1000   | revoked nonce=d2             | ACCEPTED                       | zero
            1000   | unmatched nonce=d2           | ACCEPTED                       | zero
            1000   | revoked nonce=d2             | ACCEPTED                       | zero
            1000   | suspense nonce=d2            | UNEXPECTED_INPUT               | zero
            1000   | unmatched nonce=d3           | ACCEPTED                       | zero
            1000   | suspense nonce=d3 to=PLATFORM | ACCEPTED                      | zero
            1000   | suspense nonce=d3 to=PLATFORM | ALREADY_APPLIED               | zero
            1000   | suspense nonce=d3            | UNEXPECTED_INPUT               | zero
            1000   | suspense nonce=d3 to=RETURN  | UNEXPECTED_INPUT               | zero
            1000   | unmatched nonce=d3           | DEPOSIT_WITH_DIFFERENT_CONTENT | zero
            1000   | deposited nonce=d3           | DEPOSIT_WITH_DIFFERENT_CONTENT | zero
            1000   | seen nonce=d3                | DEPOSIT_WITH_DIFFERENT_CONTENT | zero
            1000   | depositFailed nonce=d3       | UNEXPECTED_INPUT               | zero
            1000   | revoked nonce=d3             | ACCEPTED                       | zero
            1000   | revoked nonce=d3             | ALREADY_APPLIED                | zero
            1000   | suspense nonce=d3 to=PLATFORM | UNEXPECTED_INPUT              | zero
            """;

    static final String ESCROW_REVOKED = """
            1000   | revoke                       | UNKNOWN_INTENT           | none
            1000   | escrow                       | ACCEPTED                 | zero
            1000   | revoke                       | ESCROW_STEP_OUT_OF_ORDER | zero
            1000   | confirm                      | ACCEPTED                 | escrow_locked@2=0.05
            1000   | revoke chain=1               | UNEXPECTED_INPUT         | escrow_locked@2=0.05
            1000   | receipt id=e1 used=0.007     | ACCEPTED                 | escrow_locked@2=0.05
            1000   | revoke                       | ACCEPTED                 | zero
            1000   | settle id=e1                 | INTENT_NOT_LOCKED        | zero
            1000   | confirm                      | ACCEPTED                 | escrow_locked@2=0.05
            1000   | settle id=e1                 | ACCEPTED                 | escrow_voiding@2=0.043
            1000   | confirm step=VOID micros=43000 | ESCROW_STEP_OUT_OF_ORDER | escrow_voiding@2=0.043
            1000   | revoke                       | ACCEPTED                 | zero
            1000   | confirm                      | ACCEPTED                 | escrow_voiding@2=0.043
            1000   | revoke step=CAPTURE          | ESCROW_STEP_OUT_OF_ORDER | escrow_voiding@2=0.043
            1000   | confirm step=CAPTURE micros=7000 fee=7 | ACCEPTED       | escrow_voiding@2=0.043
            1000   | revoke                       | ESCROW_STEP_OUT_OF_ORDER | escrow_voiding@2=0.043
            1000   | confirm step=VOID micros=43000 | ACCEPTED               | zero
            1000   | revoke step=CAPTURE          | ESCROW_STEP_OUT_OF_ORDER | zero
            1000   | revoke step=VOID             | ACCEPTED                 | escrow_voiding@2=0.043
            1000   | revoke step=VOID             | ESCROW_STEP_OUT_OF_ORDER | escrow_voiding@2=0.043
            1000   | revoke step=CAPTURE          | ACCEPTED                 | escrow_voiding@2=0.043
            1000   | confirm step=CAPTURE micros=7000 fee=7 | ACCEPTED       | escrow_voiding@2=0.043
            1000   | confirm step=VOID micros=43000 | ACCEPTED               | zero
            """;

    static final String HOLDS = """
            1000   | deposited                    | ACCEPTED        | available=50
            1000   | lock mode=INSTANT            | ACCEPTED        | available=49.95 locked=0.05
            1000   | lock id=i2 nonce=l2          | ACCEPTED        | available=49.9 locked=0.1
            1000   | release                      | ALREADY_APPLIED | available=49.9 locked=0.1
            100000 | hold                         | ACCEPTED        | available=49.9 locked=0.1
            150000 | hold                         | ALREADY_APPLIED | available=49.9 locked=0.1
            299999 | receipt id=i2 nonce=r2       | ACCEPTED        | available=49.9 locked=0.1
            300000 | receipt                      | ACCEPTED        | available=49.9 locked=0.1
            300000 | receipt id=i2 nonce=r3       | DEADLINE_PASSED | available=49.9 locked=0.1
            400000 | tick                         | ACCEPTED        | available=49.95 locked=0.05
            600000 | release                      | ACCEPTED        | available=49.95 locked=0.05
            600000 | lock id=i3 nonce=l3 mode=INSTANT deadline=900000 | ACCEPTED | available=49.9 locked=0.1
            799999 | receipt nonce=r4             | ACCEPTED        | available=49.9 locked=0.1
            800000 | receipt nonce=r5             | DEADLINE_PASSED | available=49.9 locked=0.1
            800000 | tick                         | ACCEPTED        | available=49.95 locked=0.05
            899999 | tick                         | -               | available=49.95 locked=0.05
            900000 | tick                         | ACCEPTED        | available=50
            """;

    static final String FORGETTING = """
            1000   | parameters life=300000 retention=300000 | ACCEPTED      | none
            1000   | parameters life=300000 retention=300000 | ALREADY_APPLIED | none
            1000   | parameters life=300000 retention=299999 | INVALID_AMOUNT | none
            1000   | deposited                    | ACCEPTED                 | available=50
            1000   | lock                         | ACCEPTED                 | available=49.95 locked=0.05
            1000   | receipt                      | ACCEPTED                 | available=49.95 locked=0.05
            1000   | settle                       | ACCEPTED                 | available=49.993
            599999 | settle                       | ALREADY_APPLIED          | available=49.993
            599999 | lock                         | ALREADY_APPLIED          | available=49.993
            599999 | lock id=i9 deadline=700000   | NONCE_REUSED             | available=49.993
            600000 | settle                       | UNKNOWN_INTENT           | available=49.993
            600000 | lock                         | DEADLINE_PASSED          | available=49.993
            600000 | lock id=i9 deadline=700000   | ACCEPTED                 | available=49.943 locked=0.05
            600000 | lock deadline=700000 nonce=l7 | ACCEPTED                | available=49.893 locked=0.1
            700000 | tick                         | ACCEPTED ACCEPTED        | available=49.993
            999999 | lock deadline=700000 nonce=l7 | ALREADY_APPLIED         | available=49.993
            1000000 | tick                        | -                        | available=49.993
            1000000 | lock deadline=700000 nonce=l7 | DEADLINE_PASSED        | available=49.993
            """;

    static final String DISPUTES = """
            1000   | deposited                    | ACCEPTED                 | available=50
            1000   | dispute                      | UNKNOWN_INTENT           | available=50
            1000   | lock                         | ACCEPTED                 | available=49.95 locked=0.05
            1000   | dispute                      | INTENT_NOT_SETTLED       | available=49.95 locked=0.05
            1000   | receipt                      | ACCEPTED                 | available=49.95 locked=0.05
            1000   | settle                       | ACCEPTED                 | available=49.993
            1000   | dispute amount=0             | INVALID_AMOUNT           | available=49.993
            1000   | dispute provider=eve         | WRONG_PROVIDER           | available=49.993
            1000   | dispute nonce=l1             | NONCE_REUSED             | available=49.993
            1000   | dispute amount=0.007000001   | DISPUTE_EXCEEDS_CAPTURE  | available=49.993
            1000   | dispute                      | ACCEPTED                 | available=49.993
            1000   | dispute                      | ALREADY_APPLIED          | available=49.993
            1000   | dispute amount=0.001         | DISPUTE_WITH_DIFFERENT_CONTENT | available=49.993
            1000   | refunded amount=0            | INVALID_AMOUNT           | available=49.993
            1000   | refunded                     | ACCEPTED                 | available=50
            1000   | refunded                     | ALREADY_APPLIED          | available=50
            1000   | refunded seq=9 chain=4 amount=1 | ACCEPTED              | available=50 available@4=1
            1000   | refunded seq=8               | ALREADY_APPLIED          | available=50 available@4=1
            1000   | lock id=i2 nonce=l2          | ACCEPTED                 | available=49.95 available@4=1 locked=0.05
            1000   | refund id=i2 nonce=f2        | ACCEPTED                 | available=50 available@4=1
            1000   | dispute id=i2 nonce=x2       | INTENT_NOT_SETTLED       | available=50 available@4=1
            1000   | escrow                       | ACCEPTED                 | available=50 available@4=1
            1000   | confirm                      | ACCEPTED                 | available=50 available@4=1 escrow_locked@2=0.05
            1000   | receipt id=e1                | ACCEPTED                 | available=50 available@4=1 escrow_locked@2=0.05
            1000   | settle id=e1                 | ACCEPTED                 | available=50 available@4=1 escrow_voiding@2=0.043
            1000   | dispute id=e1 nonce=x3       | DISPUTE_NOT_SUPPORTED    | available=50 available@4=1 escrow_voiding@2=0.043
            """;

    /** As many receipts as an intent takes, and one more. */
    static final String MANY_RECEIPTS = """
            1000 | deposited                        | ACCEPTED          | available=50
            1000 | lock                             | ACCEPTED          | available=49.95 locked=0.05
            """
            + "1000 | receipt used=0.000000001 nonce=m%d | ACCEPTED | available=49.95 locked=0.05\n"
                    .repeat(IntentRules.MAX_RECEIPTS)
            + """
            1000 | receipt used=0.000000001 nonce=r2 | TOO_MANY_RECEIPTS | available=49.95 locked=0.05
            1000 | settle                           | ACCEPTED          | available=49.999999936
            """;

    static final String QUARANTINE = """
            1000 | lock id=i2 nonce=l2 | QUARANTINED | available=49.95 locked=0.05
            1000 | lock id=i3 nonce=l3 | QUARANTINED | available=49.95 locked=0.05
            1000 | deposited payer=carol | ACCEPTED  | available=50
            """;

    static final List<String> TABLES =
            List.of(REORGANISATIONS, SUSPENSE, ESCROW_REVOKED, HOLDS, FORGETTING, DISPUTES, numbered(MANY_RECEIPTS));

    /** Replaces each %d by the next number. */
    private static String numbered(String table) {
        StringBuilder numbered = new StringBuilder();
        int next = 0;
        for (String part : table.split("%d")) {
            numbered.append(next == 0 ? "" : Integer.toString(next)).append(part);
            next++;
        }
        return numbered.toString();
    }

    @Test
    void reorganisationsBecomeDebtsThatTheNextCreditsRepay() {
        PayerScript script = check(REORGANISATIONS);
        long transit = script.journal.stream()
                .flatMap(line -> line.postings().stream())
                .filter(p -> p.account() == AccountType.TRANSIT)
                .mapToLong(Posting::amountNanos)
                .sum();
        assertThat(transit).isZero();
    }

    @Test
    void anIntentTakesSoManyReceipts() {
        check(numbered(MANY_RECEIPTS));
    }

    @Test
    void suspense() {
        check(SUSPENSE);
    }

    @Test
    void escrowStepsTakenBackAreChargedOnce() {
        assertThat(charges(check(ESCROW_REVOKED))).hasSize(1);
    }

    @Test
    void holdsPauseTheDeadlinesOfWhatNeedsARoute() {
        check(HOLDS);
    }

    @Test
    void whatIsForgottenIsFreeAgain() {
        PayerScript script = check(FORGETTING);
        assertThat(script.store.resolvedCount()).isZero();
        assertThat(script.store.openCount()).isZero();
    }

    @Test
    void disputes() {
        PayerScript script = check(DISPUTES);
        assertThat(script.charges)
                .filteredOn(ProviderInput.DisputeFiled.class::isInstance)
                .singleElement()
                .satisfies(d -> assertThat(((ProviderInput.DisputeFiled) d).sourceSequence())
                        .isEqualTo(2));
    }

    /** An account whose head has been tampered with breaks an invariant at the next lock. */
    @Test
    void anInputThatBreaksAnInvariantStopsTheTaskUntilItIsSetAside() {
        PayerScript script = new PayerScript();
        script.run(1_000, "deposited");
        script.run(1_000, "lock");
        PayerAccount honest = Objects.requireNonNull(script.store.account(PayerScript.address("alice")));
        script.store.restorer().account(honest.withOpen(1, honest.openLockedNanos() + 1));
        PayerScript restored = new PayerScript();
        script.store.all(restored.store.restorer());
        assertThatThrownBy(() -> script.run(1_000, "lock id=i2 nonce=l2")).isInstanceOf(CorruptionException.class);
        restored.startAt(2);
        restored.fold.quarantine(Set.of(new InputId(7, 2), new InputId(7, 3), new InputId(7, 4)));
        ScriptTables.check(QUARANTINE, (clock, input) -> {
            PayerScript.Result result = restored.run(clock, input);
            return List.of(result.outcome(), result.balances());
        });
    }

    @Test
    void quarantineDoesNothingToAHealthyInput() {
        PayerScript script = new PayerScript();
        script.fold.quarantine(Set.of(new InputId(7, 0), new InputId(7, 1)));
        assertThat(script.run(1_000, "deposited").outcome()).isEqualTo("ACCEPTED");
        assertThat(script.run(1_000, "quarantine input=0").outcome()).isEqualTo("ACCEPTED");
    }
}
