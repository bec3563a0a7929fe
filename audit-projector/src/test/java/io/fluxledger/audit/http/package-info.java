@NullMarked
package io.fluxledger.audit.http;

import org.jspecify.annotations.NullMarked;
