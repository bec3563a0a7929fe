package io.fluxledger.pricing;

import io.fluxledger.pricing.PricingException.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All price lists there ever were. In force at a moment is the list with the latest effective date that is not after it; of
 * several with one date, the one with the highest version, so that a list is corrected by a new one and never changed. A
 * call is priced as of the moment at which its price was stated. Immutable.
 */
public final class PriceBook {
    /**
     * A model's price with the list that it comes from.
     *
     * @param version of the price list
     */
    public record Offer(long version, ModelPrice price) {}

    /**
     * What a call may cost.
     *
     * @param version of the price list
     * @param estimateNanos nano-USDC
     * @param maximumNanos nano-USDC, never below the estimate
     */
    public record Quote(String model, long version, long estimateNanos, long maximumNanos) {}

    private final List<PriceList> lists;

    /** @throws PricingException DUPLICATE when two lists have one version */
    public PriceBook(List<PriceList> lists) {
        Set<Long> versions = new HashSet<>();
        for (PriceList list : lists) {
            if (!versions.add(list.version())) {
                throw new PricingException(Code.DUPLICATE, "version", list.version() + " appears twice");
            }
        }
        List<PriceList> latestFirst = new ArrayList<>(lists);
        latestFirst.sort(Comparator.comparing(PriceList::effectiveFrom)
                .thenComparingLong(PriceList::version)
                .reversed());
        this.lists = List.copyOf(latestFirst);
    }

    /** This book with one more list. */
    public PriceBook with(PriceList list) {
        List<PriceList> more = new ArrayList<>(lists);
        more.add(list);
        return new PriceBook(more);
    }

    /** The list in force at a moment; none before the first. */
    public Optional<PriceList> at(Instant moment) {
        return lists.stream()
                .filter(list -> !list.effectiveFrom().isAfter(moment))
                .findFirst();
    }

    /** A model's price at a moment. */
    public Optional<Offer> find(String model, Instant moment) {
        return at(moment)
                .flatMap(list ->
                        Optional.ofNullable(list.models().get(model)).map(price -> new Offer(list.version(), price)));
    }

    /** Estimate and maximum of a call at a moment; none when the model is not on offer. */
    public Optional<Quote> quote(String model, RequestSize size, Instant moment) {
        return find(model, moment)
                .map(offer -> new Quote(
                        model,
                        offer.version(),
                        offer.price().estimateNanos(size),
                        offer.price().maximumNanos(size)));
    }
}
