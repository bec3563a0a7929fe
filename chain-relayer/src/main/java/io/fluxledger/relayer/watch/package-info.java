/** What arrives in the treasuries, whoever sent it. Pure. */
@NullMarked
package io.fluxledger.relayer.watch;

import org.jspecify.annotations.NullMarked;
