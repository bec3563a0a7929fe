package io.fluxledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One row is an input and its exact outcome, with the payer's sessions after it: committed / limit, ! when revoked. */
class PayerSessionTest {
    private static final List<String> NAMES = List.of("k1", "k2", "k3");

    static final String GRANTS = """
            1000 | grant                            | UNKNOWN_ACCOUNT                | -
            1000 | deposited                        | ACCEPTED                       | -
            1000 | grant limit=0                    | INVALID_AMOUNT                 | -
            1000 | grant limit=-1                   | INVALID_AMOUNT                 | -
            1000 | grant chain=-1                   | INVALID_SESSION                | -
            1000 | grant session=alice              | INVALID_SESSION                | -
            1000 | grant expires=1000               | SESSION_EXPIRED                | -
            1000 | grant expires=2592001001         | DEADLINE_TOO_FAR               | -
            1000 | grant key=0xAB                   | KEY_MISMATCH                   | -
            1000 | lock session=k1                  | UNKNOWN_SESSION                | -
            1000 | takeBack                         | UNKNOWN_SESSION                | -
            1000 | grant                            | ACCEPTED                       | k1=0/0.1
            1000 | grant                            | ALREADY_APPLIED                | k1=0/0.1
            1000 | grant limit=0.2                  | SESSION_WITH_DIFFERENT_CONTENT | k1=0/0.1
            1000 | grant expires=200001             | SESSION_WITH_DIFFERENT_CONTENT | k1=0/0.1
            1000 | grant chain=1                    | SESSION_WITH_DIFFERENT_CONTENT | k1=0/0.1
            1000 | grant provider=bob               | SESSION_WITH_DIFFERENT_CONTENT | k1=0/0.1
            1000 | grant nonce=g2                   | SESSION_WITH_DIFFERENT_CONTENT | k1=0/0.1
            1000 | grant session=k2                 | NONCE_REUSED                   | k1=0/0.1
            1000 | lock nonce=g1                    | NONCE_REUSED                   | k1=0/0.1
            1000 | lock nonce=g1 session=k1         | NONCE_REUSED                   | k1=0/0.1
            1000 | withdraw nonce=g1                | NONCE_REUSED                   | k1=0/0.1
            1000 | lock nonce=l1                    | ACCEPTED                       | k1=0/0.1
            1000 | grant session=k2 nonce=l1        | NONCE_REUSED                   | k1=0/0.1
            1000 | withdraw nonce=w1                | ACCEPTED                       | k1=0/0.1
            1000 | grant session=k2 nonce=w1        | NONCE_REUSED                   | k1=0/0.1
            1000 | grant session=k2 nonce=g2 limit=9223372036.854775807 | ACCEPTED   | k1=0/0.1 k2=0/9223372036.854775807
            1000 | grant session=k3 nonce=g3 expires=2592001000 | ACCEPTED           | k1=0/0.1 k2=0/9223372036.854775807 k3=0/0.1
            1000 | grant payer=carol                | UNKNOWN_ACCOUNT                | -
            1000 | deposited payer=carol            | ACCEPTED                       | -
            1000 | grant payer=carol                | ACCEPTED                       | k1=0/0.1
            1000 | takeBack payer=carol             | ACCEPTED                       | k1!=0/0.1
            1000 | lock id=i2 nonce=l2 session=k1   | ACCEPTED                       | k1=0.05/0.1 k2=0/9223372036.854775807 k3=0/0.1
            """;

    /** What is held and what is spent counts; what comes back can be used again. */
    static final String LIMIT = """
            1000   | deposited                                   | ACCEPTED                      | -
            1000   | grant                                       | ACCEPTED                      | k1=0/0.1
            1000   | lock session=k1 max=0.100000001             | SESSION_LIMIT_EXCEEDED        | k1=0/0.1
            1000   | lock session=k1 max=51                      | SESSION_LIMIT_EXCEEDED        | k1=0/0.1
            1000   | lock session=k1 max=51 deadline=1000        | DEADLINE_PASSED               | k1=0/0.1
            1000   | lock session=k1 max=51 deadline=86401001    | DEADLINE_TOO_FAR              | k1=0/0.1
            1000   | lock session=k2 max=51 deadline=1000        | UNKNOWN_SESSION               | k1=0/0.1
            1000   | lock session=k1 max=0.06 draws=2:0.06       | INSUFFICIENT_CREDITS          | k1=0/0.1
            1000   | lock session=k1 max=0.06                    | ACCEPTED                      | k1=0.06/0.1
            1000   | lock session=k1 max=0.06                    | ALREADY_APPLIED               | k1=0.06/0.1
            1000   | lock session=k2 max=0.06                    | INTENT_WITH_DIFFERENT_CONTENT | k1=0.06/0.1
            1000   | lock max=0.06                               | INTENT_WITH_DIFFERENT_CONTENT | k1=0.06/0.1
            1000   | lock id=i2 nonce=l2 session=k1 max=0.05     | SESSION_LIMIT_EXCEEDED        | k1=0.06/0.1
            1000   | lock id=i2 nonce=l2 max=0.05                | ACCEPTED                      | k1=0.06/0.1
            1000   | lock id=i2 nonce=l2 max=0.05 session=k1     | INTENT_WITH_DIFFERENT_CONTENT | k1=0.06/0.1
            1000   | lock id=i3 nonce=l3 session=k1 max=0.04     | ACCEPTED                      | k1=0.1/0.1
            1000   | lock id=i4 nonce=l4 session=k1 max=0.000000001 | SESSION_LIMIT_EXCEEDED     | k1=0.1/0.1
            1000   | receipt                                     | ACCEPTED                      | k1=0.1/0.1
            1000   | settle                                      | ACCEPTED                      | k1=0.047/0.1
            1000   | settle                                      | ALREADY_APPLIED               | k1=0.047/0.1
            1000   | lock session=k1 max=0.06                    | ALREADY_APPLIED               | k1=0.047/0.1
            1000   | refund id=i3 nonce=f3                       | ACCEPTED                      | k1=0.007/0.1
            1000   | refund id=i2 nonce=f2                       | ACCEPTED                      | k1=0.007/0.1
            1000   | dispute                                     | ACCEPTED                      | k1=0.007/0.1
            1000   | refunded                                    | ACCEPTED                      | k1=0.007/0.1
            1000   | lock id=i5 nonce=l5 session=k1 max=0.093000001 | SESSION_LIMIT_EXCEEDED     | k1=0.007/0.1
            1000   | lock id=i5 nonce=l5 session=k1 max=0.093    | ACCEPTED                      | k1=0.1/0.1
            199999 | lock id=i6 nonce=l6 session=k1              | SESSION_LIMIT_EXCEEDED        | k1=0.1/0.1
            300000 | tick                                        | ACCEPTED                      | k1=0.007/0.1
            300000 | lock id=i6 nonce=l6 session=k1 deadline=400000 | SESSION_EXPIRED            | k1=0.007/0.1
            """;

    static final String SCOPE = """
            1000 | deposited                                          | ACCEPTED         | -
            1000 | deposited nonce=d2 chain=2 micros=1000000          | ACCEPTED         | -
            1000 | grant chain=2 provider=bob                         | ACCEPTED         | k1=0/0.1
            1000 | escrow session=k1                                  | UNSUPPORTED_MODE | k1=0/0.1
            1000 | lock session=k1                                    | SESSION_SCOPE    | k1=0/0.1
            1000 | lock session=k1 draws=2:0.03,1:0.02                | SESSION_SCOPE    | k1=0/0.1
            1000 | lock session=k1 draws=2:0.05 provider=eve          | SESSION_SCOPE    | k1=0/0.1
            1000 | lock session=k1 draws=2:1 max=1 provider=eve       | SESSION_SCOPE    | k1=0/0.1
            1000 | lock session=k1 draws=2:0.05 provider=eve deadline=1 | SESSION_SCOPE  | k1=0/0.1
            1000 | lock session=k1 draws= max=0.05                    | ACCEPTED         | k1=0.05/0.1
            1000 | receipt                                            | ACCEPTED         | k1=0.05/0.1
            1000 | settle                                             | ACCEPTED         | k1=0.007/0.1
            1000 | grant session=k2 nonce=g2 chain=1                  | ACCEPTED         | k1=0.007/0.1 k2=0/0.1
            1000 | lock id=i2 nonce=l2 session=k2 draws=2:0.05        | SESSION_SCOPE    | k1=0.007/0.1 k2=0/0.1
            1000 | lock id=i2 nonce=l2 session=k2 draws= provider=eve | ACCEPTED         | k1=0.007/0.1 k2=0.05/0.1
            1000 | grant session=k3 nonce=g3 provider=eve limit=60    | ACCEPTED         | k1=0.007/0.1 k2=0.05/0.1 k3=0/60
            1000 | lock id=i3 nonce=l3 session=k3                     | SESSION_SCOPE    | k1=0.007/0.1 k2=0.05/0.1 k3=0/60
            1000 | lock id=i3 nonce=l3 session=k3 provider=eve draws= max=50.943000001 | INSUFFICIENT_CREDITS | k1=0.007/0.1 k2=0.05/0.1 k3=0/60
            1000 | lock id=i3 nonce=l3 session=k3 provider=eve draws= max=50 | ACCEPTED   | k1=0.007/0.1 k2=0.05/0.1 k3=50/60
            1000 | lock id=i4 nonce=l4 session=k1 draws= max=0.05     | INSUFFICIENT_CREDITS | k1=0.007/0.1 k2=0.05/0.1 k3=50/60
            1000 | lock id=i4 nonce=l4 draws= max=0.05                | ACCEPTED | k1=0.007/0.1 k2=0.05/0.1 k3=50/60
            """;

    /** Revoked and expired sessions take no locks; what they have locked goes on. */
    static final String ENDS = """
            1000   | deposited                             | ACCEPTED        | -
            1000   | grant                                 | ACCEPTED        | k1=0/0.1
            1000   | lock session=k1                       | ACCEPTED        | k1=0.05/0.1
            1000   | lock id=i2 nonce=l2 session=k1 max=0.01 | ACCEPTED      | k1=0.06/0.1
            1000   | takeBack by=SESSION                   | ACCEPTED        | k1!=0.06/0.1
            1000   | takeBack                              | ALREADY_APPLIED | k1!=0.06/0.1
            1000   | takeBack nonce=v2                     | ALREADY_APPLIED | k1!=0.06/0.1
            1000   | lock id=i3 nonce=l3 session=k1        | SESSION_REVOKED | k1!=0.06/0.1
            1000   | lock session=k1                       | ALREADY_APPLIED | k1!=0.06/0.1
            1000   | grant                                 | ALREADY_APPLIED | k1!=0.06/0.1
            1000   | receipt                               | ACCEPTED        | k1!=0.06/0.1
            1000   | settle                                | ACCEPTED        | k1!=0.017/0.1
            1000   | grant session=k2 nonce=l1             | NONCE_REUSED    | k1!=0.017/0.1
            1000   | grant session=k2 nonce=v1             | ACCEPTED        | k1!=0.017/0.1 k2=0/0.1
            1000   | takeBack session=k2 nonce=l1          | ACCEPTED        | k1!=0.017/0.1 k2!=0/0.1
            1000   | grant session=k3 nonce=g3             | ACCEPTED        | k1!=0.017/0.1 k2!=0/0.1 k3=0/0.1
            199999 | lock id=i4 nonce=l4 session=k3        | ACCEPTED        | k1!=0.017/0.1 k2!=0/0.1 k3=0.05/0.1
            200000 | lock id=i5 nonce=l5 session=k3        | SESSION_EXPIRED | k1!=0.017/0.1 k2!=0/0.1 k3=0.05/0.1
            200000 | lock id=i5 nonce=l5 session=k1        | SESSION_REVOKED | k1!=0.017/0.1 k2!=0/0.1 k3=0.05/0.1
            200000 | lock id=i5 nonce=l5 session=k3 provider=eve | SESSION_EXPIRED | k1!=0.017/0.1 k2!=0/0.1 k3=0.05/0.1
            300000 | tick                                  | ACCEPTED ACCEPTED | k1!=0.007/0.1 k2!=0/0.1 k3=0/0.1
            300000 | deposited nonce=d3                    | ACCEPTED        | k1!=0.007/0.1 k2!=0/0.1 k3=0/0.1
            300000 | withdraw amount=99                    | ACCEPTED        | k1!=0.007/0.1 k2!=0/0.1 k3=0/0.1
            300000 | revoked nonce=d3                      | ACCEPTED        | k1!=0.007/0.1 k2!=0/0.1 k3=0/0.1
            300000 | takeBack session=k3 nonce=v3          | ACCEPTED        | k1!=0.007/0.1 k2!=0/0.1 k3!=0/0.1
            300000 | grant session=k4 nonce=g4 expires=400000 | ACCEPTED     | k1!=0.007/0.1 k2!=0/0.1 k3!=0/0.1
            300000 | lock id=i6 nonce=l6 session=k4 deadline=400000 | ACCOUNT_FROZEN | k1!=0.007/0.1 k2!=0/0.1 k3!=0/0.1
            """;

    /** Forgotten at expiry + retention; not while an intent of it waits for a route. */
    static final String FORGETTING = """
            1000   | parameters life=300000 retention=300000         | ACCEPTED        | -
            1000   | deposited                                       | ACCEPTED        | -
            1000   | grant                                           | ACCEPTED        | k1=0/0.1
            1000   | grant session=k2 nonce=g2                       | ACCEPTED        | k1=0/0.1 k2=0/0.1
            1000   | lock session=k2 mode=INSTANT                    | ACCEPTED        | k1=0/0.1 k2=0.05/0.1
            1000   | hold                                            | ACCEPTED        | k1=0/0.1 k2=0.05/0.1
            499999 | tick                                            | -               | k1=0/0.1 k2=0.05/0.1
            499999 | grant                                           | ALREADY_APPLIED | k1=0/0.1 k2=0.05/0.1
            499999 | lock id=i2 nonce=g1 deadline=600000             | NONCE_REUSED    | k1=0/0.1 k2=0.05/0.1
            500000 | grant                                           | SESSION_EXPIRED | k2=0.05/0.1
            500000 | lock id=i3 nonce=l3 session=k1 deadline=600000  | UNKNOWN_SESSION | k2=0.05/0.1
            500000 | takeBack                                        | UNKNOWN_SESSION | k2=0.05/0.1
            500000 | lock id=i2 nonce=g1 deadline=600000             | ACCEPTED        | k2=0.05/0.1
            500000 | tick                                            | -               | k2=0.05/0.1
            500000 | takeBack session=k2                             | ACCEPTED        | k2!=0.05/0.1
            500000 | grant nonce=g3 expires=800000                   | ACCEPTED        | k2!=0.05/0.1 k1=0/0.1
            500000 | release                                         | ACCEPTED        | k2!=0.05/0.1 k1=0/0.1
            500000 | receipt                                         | ACCEPTED        | k2!=0.05/0.1 k1=0/0.1
            500000 | settle                                          | ACCEPTED        | k1=0/0.1
            500000 | takeBack session=k2                             | UNKNOWN_SESSION | k1=0/0.1
            500000 | parameters life=100 retention=100               | ACCEPTED        | k1=0/0.1
            800100 | tick                                            | ACCEPTED        | k1=0/0.1
            1100000 | tick                                           | -               | -
            """;

    /** After 256 grants. */
    static final String MANY = """
            1000    | grant session=k1                 | TOO_MANY_SESSIONS | -
            1000    | grant session=k1 expires=1000    | SESSION_EXPIRED   | -
            1000    | takeBack session=s0              | ACCEPTED          | -
            1000    | grant session=k1                 | TOO_MANY_SESSIONS | -
            1000    | deposited payer=carol            | ACCEPTED          | -
            1000    | grant payer=carol                | ACCEPTED          | k1=0/0.1
            2592199999 | grant session=k1 expires=2592300000 | TOO_MANY_SESSIONS | -
            2592200000 | grant session=k1 expires=2592300000 | ACCEPTED       | k1=0/0.1
            """;

    static final List<String> TABLES = List.of(GRANTS, LIMIT, SCOPE, ENDS, FORGETTING, MANY);

    private static PayerScript check(PayerScript script, String table) {
        ScriptTables.check(table, (clock, row) -> {
            String outcome = script.run(clock, row).outcome();
            String payer = row.contains("payer=carol") ? "carol" : "alice";
            String shown = sessions(script.store, payer);
            PayerState copy = new PayerState();
            script.store.all(copy.restorer());
            assertThat(sessions(copy, payer)).as("a copy after %s", row).isEqualTo(shown);
            return List.of(outcome, shown);
        });
        return script;
    }

    private static String sessions(PayerState state, String payer) {
        StringBuilder all = new StringBuilder();
        state.sessions(PayerScript.address(payer), session -> {
            for (String name : NAMES) {
                if (session.sessionKey().equals(PayerScript.address(name))) {
                    all.append(all.isEmpty() ? "" : " ")
                            .append(name)
                            .append(session.isRevoked() ? "!=" : "=")
                            .append(PayerScript.usdc(session.committedNanos()))
                            .append("/")
                            .append(PayerScript.usdc(session.limitNanos()));
                }
            }
        });
        return all.isEmpty() ? "-" : all.toString();
    }

    @Test
    void grants() {
        check(new PayerScript(), GRANTS);
    }

    @Test
    void theLimitCountsWhatIsHeldAndWhatIsSpent() {
        check(new PayerScript(), LIMIT);
    }

    @Test
    void locksStayWithinTheScope() {
        check(new PayerScript(), SCOPE);
    }

    @Test
    void revokedAndExpired() {
        check(new PayerScript(), ENDS);
    }

    @Test
    void forgotten() {
        check(new PayerScript(), FORGETTING);
    }

    @Test
    void aPayerHasSoMany() {
        PayerScript script = new PayerScript();
        assertThat(script.run(1_000, "deposited").outcome()).isEqualTo("ACCEPTED");
        List<String> granted = IntStream.range(0, SessionRules.MAX_SESSIONS)
                .mapToObj(i -> script.run(1_000, "grant session=s" + i + " nonce=n" + i + " expires=" + (200_000 + i))
                        .outcome())
                .toList();
        assertThat(granted).containsOnly("ACCEPTED");
        check(script, MANY);
    }

    /** What is forgotten leaves the change log too. */
    @Test
    void memoryIsFreedByTicks() {
        PayerScript script = check(new PayerScript(), FORGETTING);
        StateContent content = StateContent.of(script.store, java.util.Map.of());
        assertThat(content.key()).doesNotContain("session");
    }
}
