/** Real servers as child processes: Kafka broker, schema registry, PostgreSQL, EVM nodes. */
@NullMarked
package io.fluxledger.servers;

import org.jspecify.annotations.NullMarked;
