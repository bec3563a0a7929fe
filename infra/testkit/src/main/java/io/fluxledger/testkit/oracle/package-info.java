/** A second, naive ledger, written from RULES.md alone, and its comparison with the folds. */
@NullMarked
package io.fluxledger.testkit.oracle;

import org.jspecify.annotations.NullMarked;
