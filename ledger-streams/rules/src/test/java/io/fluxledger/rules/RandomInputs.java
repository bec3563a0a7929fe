package io.fluxledger.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded inputs that collide often: few payers, few ids, few nonces, repeats of earlier inputs under a new id. */
final class RandomInputs {
    private static final List<String> PAYERS = List.of("alice", "carol", "dave");
    private static final List<String> PROVIDERS = List.of("bob", "eve");

    private final SplittableRandom random;
    private final List<PayerInput> earlier = new ArrayList<>();
    private long next;
    private long clockMs = 1_000;

    RandomInputs(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Append time of the next input; now and then it steps back, as a broker's clock may. */
    long clockMs() {
        clockMs += random.nextInt(40) == 0 ? 40_000 : random.nextInt(200);
        return random.nextInt(20) == 0 ? clockMs - 500 : clockMs;
    }

    PayerInput next() {
        if (!earlier.isEmpty() && random.nextInt(6) == 0) {
            return earlier.get(random.nextInt(earlier.size()));
        }
        PayerInput input = fresh(new InputId(1, next++));
        earlier.add(input);
        return input;
    }

    private PayerInput fresh(InputId id) {
        Address payer = PayerScript.address(PAYERS.get(random.nextInt(PAYERS.size())));
        Address provider = PayerScript.address(PROVIDERS.get(random.nextInt(PROVIDERS.size())));
        String intentId = "i" + random.nextInt(40);
        Bytes32 nonce = PayerScript.word("n" + random.nextInt(60));
        DepositKey deposit = new DepositKey(1 + random.nextInt(2), PayerScript.address("usdc"), nonce);
        return switch (random.nextInt(18)) {
            case 0 ->
                new PayerInput.DepositRequested(
                        id, payer, deposit, 1 + random.nextInt(3), 0, 1_000_000, Signature.NONE);
            case 1 ->
                new PayerInput.CreditsDeposited(
                        id, payer, deposit, 1 + random.nextInt(1_000), PayerScript.word("tx"), 1);
            case 2 -> new PayerInput.DepositFailed(id, payer, deposit, "no");
            case 3, 4 -> lock(id, payer, provider, intentId, nonce);
            case 5, 6 ->
                new PayerInput.UsageReceipt(
                        id,
                        payer,
                        intentId,
                        provider,
                        random.nextInt(-1, 3_000),
                        random.nextInt(-1, 50),
                        random.nextInt(50),
                        2,
                        nonce,
                        1);
            case 7 ->
                new PayerInput.SettlementRequested(
                        id,
                        payer,
                        intentId,
                        provider,
                        random.nextInt(4) == 0 ? RequestedBy.PROVIDER : RequestedBy.GATEWAY,
                        random.nextBoolean() ? nonce : null,
                        random.nextInt(3) == 0 ? random.nextInt(-1, 900) : 0);
            case 8 ->
                new PayerInput.RefundRequested(
                        id,
                        payer,
                        intentId,
                        provider,
                        RefundReason.CANCELLED,
                        RequestedBy.GATEWAY,
                        random.nextBoolean() ? nonce : null);
            case 9 ->
                random.nextBoolean()
                        ? new PayerInput.WithdrawalRequested(
                                id,
                                payer,
                                "w" + random.nextInt(20),
                                1 + random.nextInt(2),
                                random.nextInt(-1, 300) * 1_000L,
                                payer,
                                clockMs + random.nextInt(-50, 5_000),
                                nonce)
                        : new PayerInput.WithdrawalConfirmed(
                                id,
                                payer,
                                "w" + random.nextInt(20),
                                TransferStatus.values()[random.nextInt(4)],
                                1,
                                null);
            case 10 -> escrowStep(id, payer, intentId);
            case 11 -> deposit(id, payer, deposit);
            case 12 ->
                new PayerInput.EscrowRevoked(
                        id, payer, intentId, EscrowStep.values()[random.nextInt(3)], 1 + random.nextInt(2), nonce);
            case 13 ->
                random.nextBoolean()
                        ? new PayerInput.DisputeRaised(
                                id, payer, intentId, provider, 1 + random.nextInt(2_000), "no", nonce)
                        : new PayerInput.ProviderRefundReceived(
                                id,
                                payer,
                                provider,
                                intentId,
                                List.of(new Draw(1 + random.nextInt(2), 1 + random.nextInt(2_000))),
                                random.nextInt(2),
                                next / 8 + random.nextInt(4));
            case 14 -> partition(id);
            case 15 -> session(id, payer, provider, nonce);
            case 16 ->
                switch (random.nextInt(5)) {
                    case 0, 1 -> new PayerInput.IntentHeld(id, payer, intentId, provider, "review");
                    case 2 -> new PayerInput.IntentReleased(id, payer, intentId, provider);
                    default ->
                        new PayerInput.RefundChainPreferred(
                                id, payer, random.nextInt(-1, 4), clockMs + random.nextInt(-900, 45_000));
                };
            default -> new PayerInput.ClockTick(id);
        };
    }

    private Address sessionKey() {
        return PayerScript.address("k" + random.nextInt(8));
    }

    private PayerInput session(InputId id, Address payer, Address provider, Bytes32 nonce) {
        if (random.nextInt(6) == 0) {
            return new PayerInput.SessionRevoked(
                    id, payer, sessionKey(), random.nextBoolean() ? RevokedBy.PAYER : RevokedBy.SESSION, nonce);
        }
        return new PayerInput.SessionGranted(
                id,
                payer,
                sessionKey(),
                random.nextInt(-1, 30) * 500L,
                clockMs + random.nextInt(-100, 45_000),
                random.nextInt(4) == 0 ? random.nextInt(-1, 3) : 0,
                random.nextInt(3) == 0 ? provider : null,
                nonce);
    }

    private PayerInput deposit(InputId id, Address payer, DepositKey deposit) {
        Bytes32 transaction = PayerScript.word("tx");
        long micros = 1L + random.nextInt(3);
        return switch (random.nextInt(4)) {
            case 0 -> new PayerInput.DepositSeen(id, payer, deposit, micros, transaction, 1);
            case 1 -> new PayerInput.TransferUnmatched(id, payer, deposit, micros, transaction, 1);
            case 2 ->
                new PayerInput.SuspenseResolved(
                        id, payer, deposit, SuspenseResolution.values()[random.nextInt(3)], transaction);
            default -> new PayerInput.DepositRevoked(id, payer, deposit, transaction);
        };
    }

    private PayerInput partition(InputId id) {
        return switch (random.nextInt(6)) {
            case 0 -> new PayerInput.HoldPlaced(id, 2, "down");
            case 1, 2 -> new PayerInput.HoldReleased(id, 2);
            case 3 ->
                new PayerInput.ParametersActivated(
                        id,
                        new Parameters(1, 1_000, 0, 0, 1 + random.nextInt(9), 40_000, 30_000 + random.nextInt(9_000)));
            case 4 -> new PayerInput.InputQuarantined(id, new InputId(1, random.nextInt(100)), "test");
            default -> new PayerInput.ClockTick(id);
        };
    }

    private PayerInput lock(InputId id, Address payer, Address provider, String intentId, Bytes32 nonce) {
        long max = random.nextInt(-1, 8) * 1_000L;
        long deadline = clockMs + random.nextInt(-100, 30_000);
        if (random.nextInt(3) == 0) {
            boolean onward = random.nextInt(3) == 0;
            EscrowTerms terms = new EscrowTerms(
                    onward ? 1 : 2,
                    payer,
                    payer,
                    onward ? payer : provider,
                    max / 1_000,
                    1,
                    2,
                    3,
                    10,
                    10,
                    payer,
                    nonce,
                    Signature.NONE);
            return new PayerInput.IntentLocked(
                    id,
                    payer,
                    intentId,
                    Funding.ESCROW,
                    PayoutMode.INSTANT,
                    provider,
                    max,
                    deadline,
                    2,
                    List.of(),
                    nonce,
                    terms);
        }
        long first = max <= 0 ? 0 : random.nextLong(max + 1);
        List<Draw> draws = first == 0 || first == max
                ? List.of(new Draw(1 + random.nextInt(2), max))
                : List.of(new Draw(1, first), new Draw(2, max - first));
        return new PayerInput.IntentLocked(
                id,
                payer,
                intentId,
                Funding.CREDITS,
                random.nextBoolean() ? PayoutMode.BATCH : PayoutMode.INSTANT,
                provider,
                max,
                deadline,
                2,
                random.nextInt(3) == 0 ? List.of() : draws,
                nonce,
                null,
                random.nextInt(3) == 0 ? null : sessionKey(),
                random.nextInt(4) == 0);
    }

    private PayerInput escrowStep(InputId id, Address payer, String intentId) {
        EscrowStep step = EscrowStep.values()[random.nextInt(3)];
        if (random.nextInt(4) == 0) {
            return new PayerInput.EscrowFailed(id, payer, intentId, step, 1 + random.nextInt(2), "no", null);
        }
        long micros = random.nextInt(8);
        return new PayerInput.EscrowConfirmed(
                id, payer, intentId, step, 1 + random.nextInt(2), PayerScript.word("tx"), micros, random.nextInt(2));
    }
}
