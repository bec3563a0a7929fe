@NullMarked
package io.fluxledger.audit.verify;

import org.jspecify.annotations.NullMarked;
