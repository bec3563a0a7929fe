/** Commands for records that could not be read. */
@NullMarked
package io.fluxledger.local.dlq;

import org.jspecify.annotations.NullMarked;
