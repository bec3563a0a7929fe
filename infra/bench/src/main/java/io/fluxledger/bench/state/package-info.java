/** What the folds' state costs: memory, change log, time to restore. */
@NullMarked
package io.fluxledger.bench.state;

import org.jspecify.annotations.NullMarked;
