@NullMarked
package io.fluxledger.bench.latency;

import org.jspecify.annotations.NullMarked;
