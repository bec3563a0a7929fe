package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Outcome;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a journal line has to say. Amounts are nano-USDC.
 *
 * @param reference partition sequence of the line that first answered, 0 where there is none
 * @param postings net, without zeros
 * @param balances the account's balances after an accepted line, without zeros
 * @param said what the rules say of its entries, in order
 */
public record OracleLine(
        Outcome outcome,
        @Nullable RejectionReason reason,
        long reference,
        @Nullable Address account,
        long clockMs,
        int rulesVersion,
        long partitionSequence,
        long accountSequence,
        Map<Slot, BigInteger> postings,
        Map<Slot, BigInteger> balances,
        List<Said> said) {}
