@NullMarked
package io.fluxledger.settlement;

import org.jspecify.annotations.NullMarked;
