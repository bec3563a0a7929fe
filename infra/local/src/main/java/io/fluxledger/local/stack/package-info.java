/** The local stack: which processes there are, how they are started, found again and stopped. */
@NullMarked
package io.fluxledger.local.stack;

import org.jspecify.annotations.NullMarked;
