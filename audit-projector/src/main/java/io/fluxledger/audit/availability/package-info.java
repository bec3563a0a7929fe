/** Publication of batches on a data-availability layer. */
@NullMarked
package io.fluxledger.audit.availability;

import org.jspecify.annotations.NullMarked;
