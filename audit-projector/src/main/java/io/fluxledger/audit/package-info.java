/** Projection of the journals in PostgreSQL and its read API. */
@NullMarked
package io.fluxledger.audit;

import org.jspecify.annotations.NullMarked;
