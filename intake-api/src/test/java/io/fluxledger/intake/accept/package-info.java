@NullMarked
package io.fluxledger.intake.accept;

import org.jspecify.annotations.NullMarked;
