/** Replays a trace of model calls through the public HTTP API and compares sums. */
@NullMarked
package io.fluxledger.local.load;

import org.jspecify.annotations.NullMarked;
