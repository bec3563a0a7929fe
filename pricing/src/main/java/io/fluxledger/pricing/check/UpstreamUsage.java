package io.fluxledger.pricing.check;

import io.fluxledger.pricing.TokenUsage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What the upstream says that a call used.
 *
 * @param costUsd what it charged, exact, where it says so
 */
public record UpstreamUsage(TokenUsage tokens, Optional<BigDecimal> costUsd) {}
