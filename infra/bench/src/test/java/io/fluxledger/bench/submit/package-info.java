@NullMarked
package io.fluxledger.bench.submit;

import org.jspecify.annotations.NullMarked;
