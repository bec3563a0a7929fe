/** State of the folds in key-value stores. */
@NullMarked
package io.fluxledger.streams.store;

import org.jspecify.annotations.NullMarked;
