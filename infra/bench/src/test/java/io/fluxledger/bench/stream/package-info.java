@NullMarked
package io.fluxledger.bench.stream;

import org.jspecify.annotations.NullMarked;
