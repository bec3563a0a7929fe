/** The state of a nonce lane and what is due in it. Pure. */
@NullMarked
package io.fluxledger.relayer.send;

import org.jspecify.annotations.NullMarked;
