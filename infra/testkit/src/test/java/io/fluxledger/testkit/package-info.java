@NullMarked
package io.fluxledger.testkit;

import org.jspecify.annotations.NullMarked;
