/** The console: pages for people who look into the money. Rendered here, read-only, nothing from elsewhere. */
@NullMarked
package io.fluxledger.audit.console;

import org.jspecify.annotations.NullMarked;
