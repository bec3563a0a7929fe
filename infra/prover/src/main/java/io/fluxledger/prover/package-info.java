/** Client of the prover of private payouts, which runs as a process of its own (infra/zk). */
@NullMarked
package io.fluxledger.prover;

import org.jspecify.annotations.NullMarked;
