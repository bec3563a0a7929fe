@NullMarked
package io.fluxledger.bench.storm;

import org.jspecify.annotations.NullMarked;
