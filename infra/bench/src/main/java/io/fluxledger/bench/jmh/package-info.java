/** Micro-benchmarks, each in a JVM of its own by JMH. */
@NullMarked
package io.fluxledger.bench.jmh;

import org.jspecify.annotations.NullMarked;
