@NullMarked
package io.fluxledger.intake.guard;

import org.jspecify.annotations.NullMarked;
