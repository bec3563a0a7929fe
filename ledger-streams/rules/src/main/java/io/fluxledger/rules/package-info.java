/** The decision core: pure functions, JDK only. */
@NullMarked
package io.fluxledger.rules;

import org.jspecify.annotations.NullMarked;
