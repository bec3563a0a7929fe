/** Streams processes that are killed: what clients were told meanwhile, and how soon they are told something again. */
@NullMarked
package io.fluxledger.bench.storm;

import org.jspecify.annotations.NullMarked;
