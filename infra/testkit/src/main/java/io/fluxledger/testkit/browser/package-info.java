/** A real browser for the tests of pages. */
@NullMarked
package io.fluxledger.testkit.browser;

import org.jspecify.annotations.NullMarked;
