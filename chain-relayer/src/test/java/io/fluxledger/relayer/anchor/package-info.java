@NullMarked
package io.fluxledger.relayer.anchor;

import org.jspecify.annotations.NullMarked;
