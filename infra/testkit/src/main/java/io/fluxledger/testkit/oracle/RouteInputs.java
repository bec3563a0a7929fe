package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.TransferStatus;
import java.util.ArrayList;
import java.util.List;

/** How providers may be paid, and the money that treasuries send one another for it. */
final class RouteInputs {
    private static final int MOVE_IDS = 3;
    private static final int FEW_BPS = 300;

    private final Dice dice;
    private final OracleProviders ledger;

    RouteInputs(Dice dice, OracleProviders ledger) {
        this.dice = dice;
        this.ledger = ledger;
    }

    ProviderInput next(long clockMs) {
        return dice.percent(30) ? terms(clockMs) : move();
    }

    private ProviderInput terms(long clockMs) {
        List<Long> chains = new ArrayList<>();
        for (long chain : Domain.CHAINS) {
            if (dice.percent(45)) {
                chains.add(chain);
            }
        }
        if (dice.percent(4)) {
            chains.add(dice.of(0, 1, 1, -1));
        }
        PayoutTerms terms = new PayoutTerms(
                dice.percent(30) ? chains.reversed() : chains,
                dice.percent(30) ? dice.of(Domain.TOKENS) : null,
                dice.percent(50) ? 0 : dice.percent(6) ? (int) dice.of(-1, 10_000, 10_001) : dice.below(FEW_BPS));
        return new ProviderInput.ProviderTermsSet(
                dice.id(),
                dice.provider(),
                terms,
                Domain.nonce(dice.below(ProviderInputs.NONCES)),
                dice.percent(90) ? clockMs + dice.between(1, 5_000) : clockMs);
    }

    private ProviderInput move() {
        Address treasury = dice.percent(8) ? dice.provider() : dice.of(Domain.TREASURIES);
        String id = dice.perMille(15) ? "" : "m" + dice.below(MOVE_IDS);
        ProviderState.Move known = ledger.state.moves.get(new ProviderState.Id(treasury, id));
        TransferStatus status =
                known == null && dice.percent(85) ? TransferStatus.SUBMITTED : dice.of(TransferStatus.values());
        if (known != null && dice.percent(90)) {
            ProviderInput.TreasuryMoveConfirmed sent = known.sent;
            return move(
                    treasury, id, status, sent.fromChainId(), sent.toChainId(), sent.sentMicros(), sent.feeMicros());
        }
        long sent = dice.micros();
        long fee = dice.percent(40) ? 0 : dice.percent(5) ? dice.of(sent, sent + 1, -1) : dice.between(0, sent - 1);
        long from = dice.chain();
        long to = dice.percent(96) ? other(from) : from;
        return move(treasury, id, status, from, to, sent, fee);
    }

    private long other(long chain) {
        long other = dice.chain();
        while (other == chain) {
            other = dice.chain();
        }
        return other;
    }

    private ProviderInput move(
            Address treasury, String id, TransferStatus status, long from, long to, long sentMicros, long feeMicros) {
        return new ProviderInput.TreasuryMoveConfirmed(
                dice.id(),
                treasury,
                id,
                status,
                from,
                to,
                sentMicros,
                feeMicros,
                dice.percent(50) ? Domain.TRANSACTION : null);
    }
}
