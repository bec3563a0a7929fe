/** Usage events of producers, many at once, over HTTP. */
@NullMarked
package io.fluxledger.intake.batch;

import org.jspecify.annotations.NullMarked;
