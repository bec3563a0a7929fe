/** The documents' examples, run through a running stack, each figure held against the chain. */
@NullMarked
package io.fluxledger.local.demo;

import org.jspecify.annotations.NullMarked;
