/** Kafka Streams processors around the rules. */
@NullMarked
package io.fluxledger.streams;

import org.jspecify.annotations.NullMarked;
