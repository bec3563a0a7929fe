package io.fluxledger.rules;

import io.fluxledger.rules.LedgerEntry.DisputeTaken;
import io.fluxledger.rules.LedgerEntry.PayoutOpened;
import io.fluxledger.rules.ProviderInput.DisputeDecided;
import io.fluxledger.rules.ProviderInput.DisputeFiled;
import io.fluxledger.rules.ProviderInput.PayoutConfirmed;
import io.fluxledger.rules.ProviderInput.PayoutInstructed;
import io.fluxledger.rules.ProviderInput.UsageCharged;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs of a providers' fold from a seed: mostly sensible, often repeated, sometimes wrong, now and then huge. */
final class RandomProviderInputs {
    private static final long HOUR_MS = 3_600_000;
    private static final long[] CHAINS = {1, 5, 9};
    private static final long[] FEES_PPM = {0, 1_000, 2_500, 333_333, 1_000_000};

    private record Opened(Address provider, String payoutId, long chainId) {}

    private record Filed(Address provider, DisputeTaken dispute) {}

    private final SplittableRandom random;
    private final List<Opened> payouts = new ArrayList<>();
    private final List<Filed> disputes = new ArrayList<>();
    private final List<ProviderInput> past = new ArrayList<>();
    private final long[] sequences = new long[2];
    private long clockMs = 1_700_000_000_000L;
    private long next;

    RandomProviderInputs(long seed) {
        random = new SplittableRandom(seed);
    }

    long clockMs() {
        clockMs += random.nextInt(20) == 0 ? random.nextLong(20 * 24 * HOUR_MS) : random.nextLong(HOUR_MS);
        return clockMs;
    }

    /** What later inputs may refer to. */
    void observe(JournalLine line) {
        Address provider = line.account();
        for (LedgerEntry entry : line.entries()) {
            if (provider != null && entry instanceof PayoutOpened opened) {
                payouts.add(new Opened(provider, opened.payoutId(), opened.chainId()));
            } else if (provider != null && entry instanceof DisputeTaken taken) {
                disputes.add(new Filed(provider, taken));
            }
        }
    }

    ProviderInput next() {
        if (!past.isEmpty() && random.nextInt(15) == 0) {
            return past.get(random.nextInt(past.size()));
        }
        InputId id = new InputId(9, next++);
        int kind = random.nextInt(100);
        ProviderInput input;
        if (kind < 29) {
            input = charge(id);
        } else if (kind < 32) {
            input = move(id);
        } else if (kind < 34) {
            input = rerouted(id);
        } else if (kind < 35) {
            input = new ProviderInput.ProviderTermsSet(
                    id, provider(), terms(), nonce(), clockMs + random.nextLong(HOUR_MS));
        } else if (kind < 47) {
            input = instructed(id);
        } else if (kind < 67) {
            input = confirmed(id);
        } else if (kind < 73) {
            input = filed(id);
        } else if (kind < 81) {
            input = decided(id);
        } else if (kind < 87) {
            input = new ProviderInput.ProviderRefunded(id, provider(), payer(), intentId(), amountNanos(), nonce());
        } else if (kind < 91) {
            input = new ProviderInput.ProviderRegistered(
                    id, provider(), name("wallet", 3), chain(), nonce(), clockMs + random.nextLong(HOUR_MS));
        } else if (kind < 98) {
            input = new ProviderInput.WindowTick(id, windowEndMs());
        } else {
            input = parameters(id);
        }
        past.add(input);
        return input;
    }

    private Address name(String kind, int count) {
        return PayerScript.address(kind + random.nextInt(count));
    }

    private Address provider() {
        return name("provider", 3);
    }

    private Address payer() {
        return name("payer", 2);
    }

    private String intentId() {
        return "i" + random.nextInt(5);
    }

    private Bytes32 nonce() {
        return PayerScript.word("n" + random.nextInt(60));
    }

    private long chain() {
        return CHAINS[random.nextInt(CHAINS.length)];
    }

    private long amountNanos() {
        return switch (random.nextInt(100)) {
            case 0 -> Long.MAX_VALUE / 2 + random.nextLong(1_000);
            case 1 -> -random.nextLong(2);
            case 2, 3, 4, 5, 6, 7, 8, 9 -> 1 + random.nextLong(2_000_000_000_000L);
            default -> 1 + random.nextLong(random.nextBoolean() ? 5_000 : 3_000_000_000L);
        };
    }

    private long sequence(int source) {
        long step = random.nextInt(20) == 0 ? -random.nextInt(3) : 1 + random.nextInt(2);
        sequences[source] = Math.max(0, sequences[source] + step);
        return sequences[source];
    }

    private UsageCharged charge(InputId id) {
        int source = random.nextInt(2);
        List<Draw> charges = new ArrayList<>();
        for (long chainId : CHAINS) {
            if (random.nextInt(3) > 0) {
                charges.add(new Draw(chainId, amountNanos()));
            }
        }
        return new UsageCharged(
                id,
                provider(),
                payer(),
                intentId(),
                random.nextInt(8) == 0 ? Funding.ESCROW : Funding.CREDITS,
                random.nextInt(3) == 0 ? PayoutMode.INSTANT : PayoutMode.BATCH,
                chain(),
                charges,
                random.nextLong(1_000),
                random.nextLong(1_000),
                random.nextLong(1_000),
                source,
                sequence(source));
    }

    private PayoutInstructed instructed(InputId id) {
        long micros = Math.max(-1, amountNanos() / (random.nextBoolean() ? 1_000 : 100_000));
        return new PayoutInstructed(
                id, provider(), "p" + random.nextInt(100), "b1", clockMs, chain(), micros, name("wallet", 3));
    }

    private PayoutConfirmed confirmed(InputId id) {
        TransferStatus[] all = TransferStatus.values();
        TransferStatus status = all[random.nextInt(all.length)];
        if (payouts.isEmpty() || random.nextInt(20) == 0) {
            return new PayoutConfirmed(id, provider(), "p" + random.nextInt(100), status, chain(), null);
        }
        // Rather one of the last: most are open still.
        int at = payouts.size() - 1 - random.nextInt(Math.min(payouts.size(), 12));
        Opened payout = payouts.get(at);
        return new PayoutConfirmed(id, payout.provider(), payout.payoutId(), status, payout.chainId(), null);
    }

    private PayoutTerms terms() {
        List<Long> chains = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            chains.add(chain());
        }
        return new PayoutTerms(chains, random.nextBoolean() ? null : name("token", 2), random.nextInt(-1, 10_002));
    }

    private ProviderInput rerouted(InputId id) {
        if (payouts.isEmpty()) {
            return new ProviderInput.PayoutRerouted(id, provider(), "p1", chain());
        }
        Opened payout = payouts.get(payouts.size() - 1 - random.nextInt(Math.min(payouts.size(), 12)));
        return new ProviderInput.PayoutRerouted(id, payout.provider(), payout.payoutId(), chain());
    }

    private ProviderInput move(InputId id) {
        TransferStatus[] all = TransferStatus.values();
        long micros = 1 + random.nextLong(3);
        return new ProviderInput.TreasuryMoveConfirmed(
                id,
                name("treasury", 2),
                "m" + random.nextInt(6),
                all[random.nextInt(all.length)],
                CHAINS[0],
                random.nextInt(20) == 0 ? CHAINS[0] : CHAINS[1],
                micros * 1_000,
                random.nextInt(30) == 0 ? micros * 1_000 : 10,
                null);
    }

    private DisputeFiled filed(InputId id) {
        int source = random.nextInt(2);
        return new DisputeFiled(
                id,
                provider(),
                payer(),
                intentId(),
                1 + random.nextLong(5_000_000_000L),
                "why",
                source,
                sequence(source));
    }

    private ProviderInput decided(InputId id) {
        if (disputes.isEmpty()) {
            return filed(id);
        }
        Filed filed = disputes.get(disputes.size() - 1 - random.nextInt(Math.min(disputes.size(), 6)));
        DisputeTaken dispute = filed.dispute();
        long upheldNanos = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> dispute.amountNanos();
            default -> random.nextLong(dispute.amountNanos() + 2) - 1;
        };
        return new DisputeDecided(
                id,
                random.nextInt(20) == 0 ? provider() : filed.provider(),
                dispute.payer(),
                dispute.intentId(),
                dispute.sourcePartition(),
                dispute.sourceSequence(),
                upheldNanos,
                RequestedBy.GATEWAY);
    }

    private long windowEndMs() {
        return switch (random.nextInt(4)) {
            case 0 -> clockMs + HOUR_MS;
            case 1 -> clockMs;
            default -> clockMs / HOUR_MS * HOUR_MS;
        };
    }

    private ProviderInput parameters(InputId id) {
        return new ProviderInput.ParametersActivated(
                id,
                new Parameters(
                        1,
                        FEES_PPM[random.nextInt(FEES_PPM.length)],
                        random.nextLong(50_000_000_000L) - 1,
                        random.nextInt(3) == 0 ? 0 : 1_000_000_000_000L,
                        1,
                        86_400_000,
                        86_400_000));
    }
}
