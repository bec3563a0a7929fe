/** Contracts: ABIs, bytecode and deployment. */
@NullMarked
package io.fluxledger.contracts;

import org.jspecify.annotations.NullMarked;
