@NullMarked
package io.fluxledger.bench.cluster;

import org.jspecify.annotations.NullMarked;
