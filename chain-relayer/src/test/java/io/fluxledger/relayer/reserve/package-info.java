@NullMarked
package io.fluxledger.relayer.reserve;

import org.jspecify.annotations.NullMarked;
