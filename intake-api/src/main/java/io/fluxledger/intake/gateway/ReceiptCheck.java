package io.fluxledger.intake.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.accept.Acceptance;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.check.CheckResult;
import io.fluxledger.pricing.check.Confirmation;
import io.fluxledger.pricing.check.HoldReason;
import io.fluxledger.pricing.check.ReceiptCrossCheck;
import io.fluxledger.pricing.check.StatedReceipt;
import io.fluxledger.pricing.check.Tolerance;
import io.fluxledger.pricing.check.UpstreamUsage;
import io.fluxledger.pricing.openrouter.UsageObject;
import io.fluxledger.runtime.ProblemException;
import io.fluxledger.schemas.IntentIds;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a provider's receipt may be paid. What is not signed by the provider for this very lock is invalid; what is, but does
 * not agree with the price, the answer's usage or the upstream's record, is to be held.
 */
final class ReceiptCheck {
    /** Instead of a receipt: the provider wants nothing for this call. */
    static final String WAIVED = "free";

    /** Most time that the upstream's record is waited for. */
    static final Duration CONFIRMATION_LIMIT = Duration.ofSeconds(10);

    private static final Duration SETTLEMENT_MARGIN = Duration.ofSeconds(2);

    private final Acceptance acceptance;
    private final Clock clock;

    ReceiptCheck(Acceptance acceptance, Clock clock) {
        this.acceptance = acceptance;
        this.clock = clock;
    }

    /** What may be done with a receipt. */
    sealed interface Verdict {
        record Payable(UsageReceipt receipt) implements Verdict {}

        record Held(UsageReceipt receipt, List<HoldReason> reasons) implements Verdict {
            public Held {
                reasons = List.copyOf(reasons);
            }
        }

        record Invalid(String why) implements Verdict {}

        record Waived() implements Verdict {}
    }

    Verdict check(LockedCall call, ProviderResult.Answered answer) {
        if (answer.receipt().isTextual() && answer.receipt().asText().equals(WAIVED)) {
            return new Verdict.Waived();
        }
        if (!answer.receipt().isObject()) {
            return new Verdict.Invalid("the provider gave no receipt");
        }
        UsageReceipt receipt;
        try {
            receipt = acceptance.receipt(answer.receipt(), clock.instant());
        } catch (ProblemException e) {
            return new Verdict.Invalid(String.valueOf(e.getMessage()));
        }
        if (!isFor(call, receipt)) {
            return new Verdict.Invalid("the receipt is for another intent, payer, provider or payout chain");
        }
        List<HoldReason> reasons = reasons(call, answer, receipt);
        return reasons.isEmpty() ? new Verdict.Payable(receipt) : new Verdict.Held(receipt, reasons);
    }

    private static boolean isFor(LockedCall call, UsageReceipt receipt) {
        return IntentIds.text(receipt.getIntentId()).equals(call.id())
                && receipt.getPayer().equals(call.intent().getPayer())
                && receipt.getProvider().equals(call.intent().getProvider())
                && receipt.getPayoutChainId() == call.intent().getPayoutChainId();
    }

    private List<HoldReason> reasons(LockedCall call, ProviderResult.Answered answer, UsageReceipt receipt) {
        ProviderTerms.Price price = call.offered().price();
        if (price.model().isPresent()) {
            return crossChecked(call, price.model().get(), answer, receipt);
        }
        List<HoldReason> reasons = new ArrayList<>();
        if (price.fixed()) {
            compareFixed(price.estimateNanos(), call.provider().terms().tolerance(), receipt, reasons);
        }
        if (!answer.usage().isMissingNode()) {
            compareTokens(answer.usage(), call.provider().terms().tolerance(), receipt, reasons);
        }
        return reasons;
    }

    private List<HoldReason> crossChecked(
            LockedCall call, String model, ProviderResult.Answered answer, UsageReceipt receipt) {
        ProviderTerms terms = call.provider().terms();
        UpstreamUsage usage;
        try {
            usage = UsageObject.parse(answer.usage());
        } catch (PricingException e) {
            return CheckResult.unreadable(e).reasons();
        }
        StatedReceipt stated = new StatedReceipt(
                model, receipt.getUsedNanos(), receipt.getInputTokens(), receipt.getOutputTokens(), call.pricedAt());
        CheckResult result = new ReceiptCrossCheck(terms.book().orElseThrow(), terms.tolerance())
                .check(stated, usage, confirmation(call, answer.generation()));
        return switch (result) {
            case CheckResult.Matches _ -> List.of();
            case CheckResult.Held(List<HoldReason> reasons) -> reasons;
        };
    }

    private Confirmation confirmation(LockedCall call, String generation) {
        var client = call.provider().terms().generations();
        if (client.isEmpty()) {
            return new Confirmation.NotAsked();
        }
        if (generation.isEmpty()) {
            return new Confirmation.Unconfirmed("the answer has no id to ask the upstream for");
        }
        if (call.left(clock.instant()).compareTo(CONFIRMATION_LIMIT.plus(SETTLEMENT_MARGIN)) < 0) {
            return new Confirmation.Unconfirmed("no time was left to ask the upstream before the deadline");
        }
        return client.get().find(generation).confirmation();
    }

    private static void compareFixed(
            long priceNanos, Tolerance tolerance, UsageReceipt receipt, List<HoldReason> reasons) {
        if (!tolerance.covers(receipt.getUsedNanos(), priceNanos)) {
            reasons.add(new HoldReason(
                    HoldReason.Code.DIFFERS_FROM_PRICE_BOOK,
                    "used",
                    "is " + receipt.getUsedNanos() + " nano-USDC, the call's price is " + priceNanos));
        }
    }

    private static void compareTokens(
            JsonNode usage, Tolerance tolerance, UsageReceipt receipt, List<HoldReason> reasons) {
        try {
            UpstreamUsage counted = UsageObject.parse(usage);
            if (Math.abs(counted.tokens().promptTokens() - receipt.getInputTokens()) > tolerance.tokens()
                    || Math.abs(counted.tokens().completionTokens() - receipt.getOutputTokens()) > tolerance.tokens()) {
                reasons.add(new HoldReason(
                        HoldReason.Code.TOKENS_DIFFER,
                        "inputTokens, outputTokens",
                        "the receipt's tokens are not those of the answer's usage"));
            }
        } catch (PricingException e) {
            reasons.addAll(CheckResult.unreadable(e).reasons());
        }
    }
}
