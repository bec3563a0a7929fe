/** What payers and providers do from outside: sign messages, call the public HTTP API. */
@NullMarked
package io.fluxledger.local.client;

import org.jspecify.annotations.NullMarked;
