/** DEMO provider: a stand-in for an AI provider on a development machine; it never belongs in production. */
@NullMarked
package io.fluxledger.local.provider;

import org.jspecify.annotations.NullMarked;
