/** Kafka: journals and commands in, transactions, confirmations and inputs out. */
@NullMarked
package io.fluxledger.relayer.publish;

import org.jspecify.annotations.NullMarked;
