@NullMarked
package io.fluxledger.intake.gateway;

import org.jspecify.annotations.NullMarked;
