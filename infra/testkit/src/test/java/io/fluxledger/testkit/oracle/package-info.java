/** The second ledger against the folds. */
@NullMarked
package io.fluxledger.testkit.oracle;

import org.jspecify.annotations.NullMarked;
