@NullMarked
package io.fluxledger.audit.console;

import org.jspecify.annotations.NullMarked;
