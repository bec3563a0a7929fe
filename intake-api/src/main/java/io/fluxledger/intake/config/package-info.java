/** Configuration of intake. */
@NullMarked
package io.fluxledger.intake.config;

import org.jspecify.annotations.NullMarked;
