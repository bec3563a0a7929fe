/** What auditors get: how quickly rows appear, and how quickly questions are answered. */
@NullMarked
package io.fluxledger.bench.audit;

import org.jspecify.annotations.NullMarked;
