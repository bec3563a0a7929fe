/** Talks to EVM nodes. */
@NullMarked
package io.fluxledger.relayer.chain;

import org.jspecify.annotations.NullMarked;
