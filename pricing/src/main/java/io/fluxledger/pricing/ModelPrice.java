package io.fluxledger.pricing;

import io.fluxledger.pricing.PricingException.Code;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a model costs.
 *
 * @param canonicalName what else upstreams call it, where known; not unique
 * @param base prices of calls with few prompt tokens
 * @param tiers prices of calls with more, ascending; the whole call is billed at the last tier that it reaches
 * @param contextTokens most tokens that the model reads and generates, where known
 * @param maxCompletionTokens most tokens of one answer, where known
 */
public record ModelPrice(
        String model,
        Optional<String> canonicalName,
        Rates base,
        List<Tier> tiers,
        OptionalLong contextTokens,
        OptionalLong maxCompletionTokens) {
    /**
     * Prices from a number of prompt tokens on.
     *
     * @param minPromptTokens the first number of prompt tokens that it holds for
     */
    public record Tier(long minPromptTokens, Rates rates) {}

    private static final String COST = "cost";

    /** @throws PricingException when tiers do not ascend from 1 */
    public ModelPrice {
        tiers = List.copyOf(tiers);
        long before = 0;
        for (Tier tier : tiers) {
            if (tier.minPromptTokens() <= before) {
                throw new PricingException(Code.INCONSISTENT, "overrides.min_prompt_tokens", "must ascend, from 1 on");
            }
            before = tier.minPromptTokens();
        }
    }

    /** The same prices for calls of every size. */
    public static ModelPrice simple(String model, Rates rates) {
        return new ModelPrice(model, Optional.empty(), rates, List.of(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** Whether an upstream that gives this name means this model. */
    public boolean isCalled(String name) {
        return model.equals(name) || canonicalName.filter(name::equals).isPresent();
    }

    /** Prices of a call with that many prompt tokens. */
    public Rates rates(long promptTokens) {
        Rates rates = base;
        for (Tier tier : tiers) {
            if (tier.minPromptTokens() <= promptTokens) {
                rates = tier.rates();
            }
        }
        return rates;
    }

    /** Exact cost of a call in USD. */
    public BigDecimal costUsd(TokenUsage usage) {
        return rates(usage.promptTokens()).usd(usage.quantities());
    }

    /** Cost of a call, nano-USDC, rounded as {@link NanoUsdc} says. */
    public long costNanos(TokenUsage usage) {
        return NanoUsdc.roundedUp(costUsd(usage), COST);
    }

    /** What a call will likely cost, nano-USDC; never above {@link #maximumNanos}. */
    public long estimateNanos(RequestSize size) {
        long audio = Math.min(size.maxAudioTokens(), size.likelyPromptTokens());
        TokenUsage likely = new TokenUsage(
                size.likelyPromptTokens(), 0, 0, audio, size.likelyCompletionTokens(), 0, 0, 0, size.images(), 0);
        return costNanos(likely);
    }

    /**
     * What a call can cost at the most, nano-USDC: every token at the highest price that it may be billed at, in the dearest
     * of the tiers that the call may reach.
     */
    public long maximumNanos(RequestSize size) {
        List<Rates> reachable = new ArrayList<>(List.of(base));
        for (Tier tier : tiers) {
            if (tier.minPromptTokens() <= size.maxPromptTokens()) {
                reachable.add(tier.rates());
            }
        }
        BigDecimal highest = BigDecimal.ZERO;
        for (Rates rates : reachable) {
            highest = highest.max(maximumUsd(size, rates));
        }
        return NanoUsdc.roundedUp(highest, COST);
    }

    private static BigDecimal maximumUsd(RequestSize size, Rates rates) {
        BigDecimal textUsd = rates.highestUsd(
                PriceUnit.PROMPT_TOKEN,
                PriceUnit.CACHED_TOKEN,
                PriceUnit.CACHE_WRITE_TOKEN,
                PriceUnit.LONG_CACHE_WRITE_TOKEN);
        BigDecimal audioUsd = textUsd.max(rates.usd(PriceUnit.AUDIO_TOKEN));
        BigDecimal completionUsd = rates.highestUsd(PriceUnit.COMPLETION_TOKEN, PriceUnit.REASONING_TOKEN);
        if (size.mediaOutput()) {
            completionUsd =
                    completionUsd.max(rates.highestUsd(PriceUnit.AUDIO_OUTPUT_TOKEN, PriceUnit.IMAGE_OUTPUT_TOKEN));
        }
        return times(textUsd, size.maxPromptTokens() - size.maxAudioTokens())
                .add(times(audioUsd, size.maxAudioTokens()))
                .add(times(completionUsd, size.maxCompletionTokens()))
                .add(times(rates.usd(PriceUnit.IMAGE), size.images()))
                .add(times(rates.usd(PriceUnit.WEB_SEARCH), size.maxWebSearches()))
                .add(rates.usd(PriceUnit.REQUEST));
    }

    private static BigDecimal times(BigDecimal usd, long count) {
        return usd.multiply(BigDecimal.valueOf(count));
    }
}
