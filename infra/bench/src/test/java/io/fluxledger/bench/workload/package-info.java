@NullMarked
package io.fluxledger.bench.workload;

import org.jspecify.annotations.NullMarked;
