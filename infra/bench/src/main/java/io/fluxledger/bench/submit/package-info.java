/** Load with a memory: every input that was sent, every answer that was given, compared with what was committed. */
@NullMarked
package io.fluxledger.bench.submit;

import org.jspecify.annotations.NullMarked;
