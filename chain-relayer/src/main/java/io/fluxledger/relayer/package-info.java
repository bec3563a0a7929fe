/** Transactions on the chains and their confirmations. */
@NullMarked
package io.fluxledger.relayer;

import org.jspecify.annotations.NullMarked;
