/** Streams on real brokers: ours, a bare fold, and the plain copying of bytes. */
@NullMarked
package io.fluxledger.bench.stream;

import org.jspecify.annotations.NullMarked;
