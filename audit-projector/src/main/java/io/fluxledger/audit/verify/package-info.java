/** Re-decides the inputs and compares everything that was derived from them. */
@NullMarked
package io.fluxledger.audit.verify;

import org.jspecify.annotations.NullMarked;
