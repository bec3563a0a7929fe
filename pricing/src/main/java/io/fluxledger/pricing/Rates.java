package io.fluxledger.pricing;

import io.fluxledger.pricing.PricingException.Code;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Exact prices in USD for each unit. Tokens of prompt and completion always have one. Immutable. */
public final class Rates {
    /** Highest price of one unit, USD. */
    public static final BigDecimal MAX_USD = new BigDecimal(1_000_000);

    /** Most digits behind the point that a price may have. */
    public static final int MAX_SCALE = 40;

    private final Map<PriceUnit, BigDecimal> usd;

    /** @throws PricingException naming the unit as price lists do */
    public Rates(Map<PriceUnit, BigDecimal> usd) {
        Map<PriceUnit, BigDecimal> checked = new EnumMap<>(PriceUnit.class);
        usd.forEach((unit, price) -> checked.put(unit, checked(unit, price)));
        for (PriceUnit unit : new PriceUnit[] {PriceUnit.PROMPT_TOKEN, PriceUnit.COMPLETION_TOKEN}) {
            if (!checked.containsKey(unit)) {
                throw new PricingException(Code.MISSING, unit.listName(), "is missing");
            }
        }
        this.usd = Collections.unmodifiableMap(checked);
    }

    private static BigDecimal checked(PriceUnit unit, BigDecimal price) {
        if (price.signum() < 0) {
            throw new PricingException(Code.NEGATIVE, unit.listName(), "must not be negative");
        }
        // Before anything is computed with it: a number such as 1e-999999999 is short only in this form.
        if (price.scale() > MAX_SCALE) {
            throw new PricingException(
                    Code.TOO_PRECISE, unit.listName(), "has more than " + MAX_SCALE + " digits behind the point");
        }
        if (price.compareTo(MAX_USD) > 0) {
            throw new PricingException(Code.TOO_LARGE, unit.listName(), "is above " + MAX_USD.toPlainString());
        }
        return price;
    }

    /** Price of one unit in USD. */
    public BigDecimal usd(PriceUnit unit) {
        BigDecimal own = usd.get(unit);
        if (own != null) {
            return own;
        }
        PriceUnit kindOf = unit.kindOf();
        return kindOf == null ? BigDecimal.ZERO : usd(kindOf);
    }

    /** The highest price of any of the units, in USD. */
    BigDecimal highestUsd(PriceUnit first, PriceUnit... others) {
        BigDecimal highest = usd(first);
        for (PriceUnit other : others) {
            highest = highest.max(usd(other));
        }
        return highest;
    }

    /** These prices, with the given ones in place of their own. */
    public Rates with(Map<PriceUnit, BigDecimal> changed) {
        Map<PriceUnit, BigDecimal> all = new EnumMap<>(usd);
        all.putAll(changed);
        return new Rates(all);
    }

    /** Exact price of quantities in USD. */
    BigDecimal usd(Map<PriceUnit, Long> quantities) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<PriceUnit, Long> quantity : quantities.entrySet()) {
            sum = sum.add(usd(quantity.getKey()).multiply(BigDecimal.valueOf(quantity.getValue())));
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rates that && usd.equals(that.usd);
    }

    @Override
    public int hashCode() {
        return usd.hashCode();
    }

    @Override
    public String toString() {
        return usd.toString();
    }
}
