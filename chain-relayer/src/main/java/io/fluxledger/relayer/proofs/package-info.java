/** Proofs for encrypted payouts, made before their turn comes. */
@NullMarked
package io.fluxledger.relayer.proofs;

import org.jspecify.annotations.NullMarked;
