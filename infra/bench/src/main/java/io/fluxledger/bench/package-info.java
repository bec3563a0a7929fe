/** Benches of the product: each yields figures, some with a target, as JSON, a table and a plot. */
@NullMarked
package io.fluxledger.bench;

import org.jspecify.annotations.NullMarked;
