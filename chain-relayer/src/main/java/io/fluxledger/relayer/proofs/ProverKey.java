package io.fluxledger.relayer.proofs;

import java.nio.file.Path;

/** The encryption key of an account, which only the prover reads. */
public record ProverKey(String name, Path file, Path passwordFile) {}
