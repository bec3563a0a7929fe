@NullMarked
package io.fluxledger.settlement.config;

import org.jspecify.annotations.NullMarked;
