@NullMarked
package io.fluxledger.intake.page;

import org.jspecify.annotations.NullMarked;
