package io.fluxledger.pricing.check;

import io.fluxledger.pricing.NanoUsdc;
import io.fluxledger.pricing.PriceBook;
import io.fluxledger.pricing.PricingException;
import io.fluxledger.pricing.TokenUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares a receipt, whose signature, intent and nonce have been checked before, with the upstream's usage, with the
 * upstream's record of the generation where there is one, and with the price book. Too little is held as well as too much:
 * either means that somebody's count is wrong.
 */
public final class ReceiptCrossCheck {
    private static final String USED = "used";

    private final PriceBook book;
    private final Tolerance tolerance;

    public ReceiptCrossCheck(PriceBook book, Tolerance tolerance) {
        this.book = book;
        this.tolerance = tolerance;
    }

    /** Never throws for what a receipt or an upstream says. */
    public CheckResult check(StatedReceipt receipt, UpstreamUsage upstream, Confirmation confirmation) {
        List<HoldReason> reasons = new ArrayList<>();
        compareTokens(receipt, upstream.tokens(), "", reasons);
        compareCost(receipt, upstream.costUsd(), "cost", reasons);
        confirm(receipt, confirmation, reasons);
        Optional<CheckResult.Matches> priced = price(receipt, upstream.tokens(), reasons);
        if (reasons.isEmpty() && priced.isPresent()) {
            return priced.get();
        }
        return new CheckResult.Held(reasons);
    }

    private void confirm(StatedReceipt receipt, Confirmation confirmation, List<HoldReason> reasons) {
        switch (confirmation) {
            case Confirmation.NotAsked _ -> {}
            case Confirmation.Unconfirmed(String why) ->
                reasons.add(new HoldReason(HoldReason.Code.UNCONFIRMED, "generation", why));
            case Confirmation.Confirmed(String model, UpstreamUsage usage) -> {
                if (!isSameModel(receipt, model)) {
                    reasons.add(new HoldReason(
                            HoldReason.Code.MODEL_DIFFERS,
                            "generation.model",
                            "is " + model + ", the call was for " + receipt.model()));
                }
                compareTokens(receipt, usage.tokens(), "generation.", reasons);
                compareCost(receipt, usage.costUsd(), "generation.total_cost", reasons);
            }
        }
    }

    private boolean isSameModel(StatedReceipt receipt, String name) {
        return receipt.model().equals(name)
                || book.find(receipt.model(), receipt.pricedAt())
                        .filter(offer -> offer.price().isCalled(name))
                        .isPresent();
    }

    private void compareTokens(StatedReceipt receipt, TokenUsage usage, String from, List<HoldReason> reasons) {
        compareCount(receipt.inputTokens(), usage.promptTokens(), "inputTokens", from + TokenUsage.PROMPT, reasons);
        compareCount(
                receipt.outputTokens(),
                usage.completionTokens(),
                "outputTokens",
                from + TokenUsage.COMPLETION,
                reasons);
    }

    private void compareCount(long stated, long expected, String field, String source, List<HoldReason> reasons) {
        // A usage is at most 2^40; a receipt's count may be anything, so the difference is bounded on its own.
        if (stated < 0 || stated > TokenUsage.MAX_COUNT || Math.abs(stated - expected) > tolerance.tokens()) {
            reasons.add(new HoldReason(
                    HoldReason.Code.TOKENS_DIFFER, field, "is " + stated + ", " + source + " is " + expected));
        }
    }

    private void compareCost(
            StatedReceipt receipt, Optional<BigDecimal> costUsd, String source, List<HoldReason> reasons) {
        if (costUsd.isEmpty()) {
            return;
        }
        try {
            compareAmount(
                    receipt.usedNanos(),
                    NanoUsdc.roundedUp(costUsd.get(), source),
                    HoldReason.Code.DIFFERS_FROM_UPSTREAM_COST,
                    source,
                    reasons);
        } catch (PricingException e) {
            reasons.add(new HoldReason(HoldReason.Code.USAGE_INVALID, e.field(), String.valueOf(e.getMessage())));
        }
    }

    private Optional<CheckResult.Matches> price(StatedReceipt receipt, TokenUsage usage, List<HoldReason> reasons) {
        Optional<PriceBook.Offer> offer = book.find(receipt.model(), receipt.pricedAt());
        if (offer.isEmpty()) {
            reasons.add(new HoldReason(
                    HoldReason.Code.NO_PRICE,
                    "model",
                    "the price book has no " + receipt.model() + " at " + receipt.pricedAt()));
            return Optional.empty();
        }
        long expectedNanos;
        try {
            expectedNanos = offer.get().price().costNanos(usage);
        } catch (PricingException e) {
            reasons.add(new HoldReason(HoldReason.Code.USAGE_INVALID, e.field(), String.valueOf(e.getMessage())));
            return Optional.empty();
        }
        compareAmount(
                receipt.usedNanos(),
                expectedNanos,
                HoldReason.Code.DIFFERS_FROM_PRICE_BOOK,
                "price list " + offer.get().version(),
                reasons);
        return Optional.of(new CheckResult.Matches(offer.get().version(), expectedNanos));
    }

    private void compareAmount(
            long statedNanos, long expectedNanos, HoldReason.Code code, String source, List<HoldReason> reasons) {
        long allowedNanos = tolerance.nanosAround(expectedNanos);
        if (statedNanos < 0 || Math.abs(statedNanos - expectedNanos) > allowedNanos) {
            reasons.add(new HoldReason(
                    code,
                    USED,
                    "is %d nano-USDC, %s gives %d, allowed difference %d"
                            .formatted(statedNanos, source, expectedNanos, allowedNanos)));
        }
    }
}
