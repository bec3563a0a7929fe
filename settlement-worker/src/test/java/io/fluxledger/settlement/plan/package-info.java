@NullMarked
package io.fluxledger.settlement.plan;

import org.jspecify.annotations.NullMarked;
