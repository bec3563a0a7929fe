@NullMarked
package io.fluxledger.intake.wallet;

import org.jspecify.annotations.NullMarked;
