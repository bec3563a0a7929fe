@NullMarked
package io.fluxledger.settlement.schedule;

import org.jspecify.annotations.NullMarked;
