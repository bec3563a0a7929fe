/** The cross-check: what providers say themselves that they did. */
@NullMarked
package io.fluxledger.settlement.reconcile;

import org.jspecify.annotations.NullMarked;
