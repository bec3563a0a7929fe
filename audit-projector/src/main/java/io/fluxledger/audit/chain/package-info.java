/** What is asked of chains: balances of treasuries and escrows, and anchored roots. */
@NullMarked
package io.fluxledger.audit.chain;

import org.jspecify.annotations.NullMarked;
