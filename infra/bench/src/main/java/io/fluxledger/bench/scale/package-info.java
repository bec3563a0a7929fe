/** Several streams instances on several brokers: throughput, and what joining, leaving and failing costs. */
@NullMarked
package io.fluxledger.bench.scale;

import org.jspecify.annotations.NullMarked;
