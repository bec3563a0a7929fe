/** How fast a ledger is verified. */
@NullMarked
package io.fluxledger.bench.verify;

import org.jspecify.annotations.NullMarked;
