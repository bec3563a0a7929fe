package io.fluxledger.relayer.proofs;

import java.math.BigInteger;
import java.util.List;

/** A call of a command that the prover has to do something for. Amounts are micro-USDC. */
public sealed interface Wanted {
    String commandId();

    long amountMicros();

    /** @param receiverKey two words, as the registrar has them */
    record Transfer(String commandId, long amountMicros, List<BigInteger> receiverKey) implements Wanted {
        public Transfer {
            receiverKey = List.copyOf(receiverKey);
        }
    }

    record Withdrawal(String commandId, long amountMicros) implements Wanted {}

    /** Needs no proof, only the depositor's own note of the amount. */
    record Deposit(String commandId, long amountMicros) implements Wanted {}
}
