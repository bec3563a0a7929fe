@NullMarked
package io.fluxledger.settlement.track;

import org.jspecify.annotations.NullMarked;
