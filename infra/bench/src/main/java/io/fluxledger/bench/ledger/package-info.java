/** The ledger's bench: the fold, the codec, the stream and what it is compared with, answers, recovery. */
@NullMarked
package io.fluxledger.bench.ledger;

import org.jspecify.annotations.NullMarked;
