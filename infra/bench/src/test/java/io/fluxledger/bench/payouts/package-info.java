@NullMarked
package io.fluxledger.bench.payouts;

import org.jspecify.annotations.NullMarked;
