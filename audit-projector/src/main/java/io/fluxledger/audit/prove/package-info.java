/** Proofs that what is shown is what happened: Merkle trees of the lines, chained and anchored, and of what is owed. */
@NullMarked
package io.fluxledger.audit.prove;

import org.jspecify.annotations.NullMarked;
