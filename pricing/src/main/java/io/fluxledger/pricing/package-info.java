/** Prices of models and what calls cost, exact to the nano-USDC. Pure: no files, no network, no clock. */
@NullMarked
package io.fluxledger.pricing;

import org.jspecify.annotations.NullMarked;
