@NullMarked
package io.fluxledger.relayer.keys;

import org.jspecify.annotations.NullMarked;
