package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import java.util.List;

/**
 * What one input leads to; inputs for the other fold carry no id here.
 *
 * @param toProviders UsageCharged and DisputeFiled, in order
 * @param toPayers refunds, in order
 */
public record OracleAnswer(
        List<OracleLine> lines, List<ProviderInput> toProviders, List<PayerInput.ProviderRefundReceived> toPayers) {}
