/** Real proofs on a real chain. */
@NullMarked
package io.fluxledger.prover;

import org.jspecify.annotations.NullMarked;
