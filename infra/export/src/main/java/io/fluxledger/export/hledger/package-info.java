/** The log as a double-entry journal that hledger reads and checks. */
@NullMarked
package io.fluxledger.export.hledger;

import org.jspecify.annotations.NullMarked;
