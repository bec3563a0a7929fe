/** Settings of the audit service. */
@NullMarked
package io.fluxledger.audit.config;

import org.jspecify.annotations.NullMarked;
