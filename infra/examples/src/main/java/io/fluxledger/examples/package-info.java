/** Programs of others that use the ledger. */
@NullMarked
package io.fluxledger.examples;

import org.jspecify.annotations.NullMarked;
