/** Between Avro records and rules, exhaustive both ways. */
@NullMarked
package io.fluxledger.codec;

import org.jspecify.annotations.NullMarked;
