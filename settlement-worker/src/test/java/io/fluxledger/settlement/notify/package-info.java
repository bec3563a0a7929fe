@NullMarked
package io.fluxledger.settlement.notify;

import org.jspecify.annotations.NullMarked;
