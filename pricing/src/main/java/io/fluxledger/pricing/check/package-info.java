/** Receipts against what the upstream says and what the price book says. Pure. */
@NullMarked
package io.fluxledger.pricing.check;

import org.jspecify.annotations.NullMarked;
