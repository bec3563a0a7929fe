@NullMarked
package io.fluxledger.bench.postgres;

import org.jspecify.annotations.NullMarked;
