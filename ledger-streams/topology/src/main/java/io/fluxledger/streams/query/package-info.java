/** Read access to the state of the folds. */
@NullMarked
package io.fluxledger.streams.query;

import org.jspecify.annotations.NullMarked;
