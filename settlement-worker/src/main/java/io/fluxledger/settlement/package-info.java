/** Windows and payout batches. */
@NullMarked
package io.fluxledger.settlement;

import org.jspecify.annotations.NullMarked;
