package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fluxledger.local.client.LedgerClient;
import io.fluxledger.local.client.Wallet;
import io.fluxledger.local.stack.LocalChain;
import io.fluxledger.local.stack.Parts;
import io.fluxledger.local.stack.ProviderPool;
import io.fluxledger.signatures.IntentLockMessage;
import io.fluxledger.signatures.UsageReceiptMessage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The operator's commands about payouts, identities and notifications, against the running settlement worker. */
class PayoutOrdersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long HOME = LocalChain.HOME.chainId();
    private static final long TENTH_NANOS = 100_000_000;

    private final LiveStack stack = LiveStack.shared();

    /**
     * The DEMO provider has counted nothing of what its members signed behind its back: their payouts are held, each is decided
     * about in another way.
     */
    @Test
    void heldPayoutsAreDecidedAboutByCommand() {
        List<Wallet> members = List.of(member(), member(), member());
        Wallet payer = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, 1_000_000);
        for (Wallet member : members) {
            settle(payer, member);
        }
        closeWindow();
        await().atMost(PATIENCE).untilAsserted(() -> {
            String listed = ran(0, "payouts").out();
            assertThat(members).allMatch(m -> listed.contains(text(m)));
        });
        String listed = ran(0, "payouts").out();
        assertThat(listed)
                .contains("held", "different", "0.0999", "calls 1 in the ledger, 0 by the provider")
                .contains("next: ./ledger operator payouts release");
        String released = payoutOf(members.get(0), listed);
        String adjusted = payoutOf(members.get(1), listed);
        String carried = payoutOf(members.get(2), listed);
        String window = released.substring(0, released.indexOf(':'));

        LiveStack.Ran more = ran(1, "payouts", "adjust", adjusted, "0.5", "--reason", "as agreed");
        assertThat(more.out())
                .contains("0.000001 to what was planned, 0.0999", "next: the same command with another amount");
        LiveStack.Ran less = ran(0, "payouts", "adjust", adjusted, "0.04", "--reason", "as agreed");
        assertThat(less.out()).contains("accepted", "next: ./ledger operator payouts --window " + window);
        String order = found(less.out(), "order (\\S+)");
        assertThat(ran(0, "payouts", "adjust", adjusted, "0.04", "--reason", "as agreed", "--id", order)
                        .out())
                .contains("already_applied");
        assertThat(ran(1, "payouts", "carry", adjusted, "--reason", "as agreed", "--id", order)
                        .out())
                .contains("DECISION_WITH_DIFFERENT_CONTENT", "next: without --id");
        assertThat(ran(0, "payouts", "carry", carried, "--reason", "no answer").out())
                .contains("accepted");
        assertThat(ran(1, "payouts", "release", carried, "--reason", "too late").out())
                .contains("PAYOUT_NOT_OPEN", "next: nothing can be decided about it any more");
        assertThat(ran(1, "payouts", "release", "1:0x0", "--reason", "typing").out())
                .contains("UNKNOWN_PAYOUT", "next: ./ledger operator payouts lists");
        // Asked again, the provider still says nothing: it is held by a new check.
        assertThat(ran(0, "payouts", "recheck", released, "--reason", "endpoint is back")
                        .out())
                .contains("accepted");
        await().atMost(PATIENCE).until(() -> ran(0, "payouts").out().contains(released));
        assertThat(ran(0, "payouts", "release", released, "--reason", "figures seen")
                        .out())
                .contains("accepted");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(ran(0, "payouts", "--window", window).out())
                                .containsPattern(released + " .* 0.0999 +paid")
                                .containsPattern(adjusted + " .* 0.04 +paid")
                                .containsPattern(carried + " .* carried"));
        assertThat(ran(0, "payouts").out()).doesNotContain(released, adjusted, carried);
        assertThat(ran(1, "payouts", "--window", "1").err()).contains("no window ended at 1", "next:");
        theMessageIsSentAgain(members.get(2));
    }

    /** That the carried payout was held was told to the portal; sent again it keeps its id. */
    private void theMessageIsSentAgain(Wallet provider) {
        Pattern row = Pattern.compile("(msg_\\w+) +payout.held +" + text(provider) + " +(\\d+)");
        await().atMost(PATIENCE).until(() -> row.matcher(delivered()).find());
        Matcher first = row.matcher(delivered());
        assertThat(first.find()).isTrue();
        int attempts = Integer.parseInt(first.group(2));
        assertThat(ran(0, "notifications", "replay", first.group(1)).out()).contains("accepted");
        await().atMost(PATIENCE)
                .until(() -> delivered()
                        .matches("(?s).*" + first.group(1) + " .*" + text(provider) + " +" + (attempts + 1) + "\\b.*"));
        assertThat(ran(1, "notifications", "replay", "msg_none").out())
                .contains("UNKNOWN_NOTIFICATION", "next: ./ledger operator notifications --state");
    }

    @Test
    void anIdentityIsShownAndSaidByHand() {
        Wallet provider = member();
        Wallet payer = Wallet.fresh(stack.chains());
        Funding.deposit(stack, payer, 1_000_000);
        assertThat(ran(1, "identity", "0x" + "c3".repeat(20)).err())
                .contains("UNKNOWN_PROVIDER", "next: check the address");
        settle(payer, provider);
        await().atMost(PATIENCE).until(() -> ran("identity", text(provider)).status() == 0);
        assertThat(ran(0, "identity", text(provider)).out())
                .containsPattern("identity +unknown")
                .containsPattern("may be paid +no")
                .contains("approved --reason");
        assertThat(ran(2, "identity", text(provider), "suspended").err()).contains("--reason TEXT");
        assertThat(ran(2, "identity", text(provider), "great", "--reason", "x").err())
                .contains("STATUS", "approved");
        String order = UUID.randomUUID().toString();
        String[] said = {"identity", text(provider), "suspended", "--reason", "case 17", "--id", order};
        assertThat(ran(0, said).out()).contains("accepted");
        assertThat(ran(0, said).out()).contains("already_applied");
        assertThat(ran(0, "identity", text(provider)).out())
                .containsPattern("identity +suspended")
                .containsPattern("reason +case 17");
        assertThat(ran(1, "identity", text(provider), "approved", "--reason", "case 18", "--id", order)
                        .out())
                .contains("MESSAGE_WITH_DIFFERENT_CONTENT", "next: without --id");
        assertThat(ran(0, "identity", text(provider), "approved", "--reason", "case 18")
                        .out())
                .contains("accepted");
        assertThat(ran(0, "identity", text(provider)).out()).containsPattern("may be paid +yes");
    }

    private Wallet member() {
        return new Wallet(
                new ProviderPool(stack.directory()).unused(LocalChain.HOME).key(), stack.chains());
    }

    private static String text(Wallet wallet) {
        return wallet.address().toString().toLowerCase(Locale.ROOT);
    }

    private String delivered() {
        return ran(0, "notifications", "--state", "delivered").out();
    }

    private LiveStack.Ran ran(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "operator";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return stack.ledger(all);
    }

    private LiveStack.Ran ran(int status, String... arguments) {
        LiveStack.Ran ran = ran(arguments);
        assertThat(ran.status()).as(ran.out() + ran.err()).isEqualTo(status);
        return ran;
    }

    /** Locks, reports and settles a tenth of a USDC for a batch payout. */
    private void settle(Wallet payer, Wallet provider) {
        String intentId = UUID.randomUUID().toString();
        long deadlineMs = System.currentTimeMillis() + Duration.ofMinutes(5).toMillis();
        try (LedgerClient intake = stack.intake()) {
            intake.post(
                            "/v1/intents",
                            payer.intent(new IntentLockMessage(
                                    intentId,
                                    payer.address(),
                                    provider.address(),
                                    TENTH_NANOS,
                                    deadlineMs,
                                    "BATCH",
                                    HOME,
                                    Wallet.freshNonce())))
                    .require("lock");
            intake.post(
                            "/v1/receipts",
                            provider.receipt(new UsageReceiptMessage(
                                    intentId,
                                    payer.address(),
                                    provider.address(),
                                    TENTH_NANOS,
                                    1,
                                    1,
                                    HOME,
                                    Wallet.freshNonce(),
                                    System.currentTimeMillis())))
                    .require("receipt");
            intake.post("/v1/settlements", provider.settlement(intentId, payer.address(), provider.address()))
                    .require("settlement");
        }
    }

    private void closeWindow() {
        try (LedgerClient settlement = new LedgerClient(
                stack.state().url(Parts.SETTLEMENT), stack.directory().readOperatorKey())) {
            settlement
                    .post("/v1/settlement/windows/close", JsonNodeFactory.instance.objectNode())
                    .require("closing the window");
        }
    }

    private static String payoutOf(Wallet provider, String listed) {
        return found(listed, "(\\d+:" + text(provider) + ")");
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
