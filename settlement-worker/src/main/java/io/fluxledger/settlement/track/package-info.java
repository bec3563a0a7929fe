/** Windows, batches and payouts as the topics tell them, and the batches driven to their end. */
@NullMarked
package io.fluxledger.settlement.track;

import org.jspecify.annotations.NullMarked;
