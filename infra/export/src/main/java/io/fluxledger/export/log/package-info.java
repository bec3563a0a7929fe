/** Reading a log that is there: partitions, where they end, and their records up to there. */
@NullMarked
package io.fluxledger.export.log;

import org.jspecify.annotations.NullMarked;
