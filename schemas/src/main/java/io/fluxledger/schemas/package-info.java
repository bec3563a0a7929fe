/** Topic catalog and Confluent wire format. */
@NullMarked
package io.fluxledger.schemas;

import org.jspecify.annotations.NullMarked;
