/** Private payouts: proofs, and what they cost on chain. */
@NullMarked
package io.fluxledger.bench.payouts;

import org.jspecify.annotations.NullMarked;
