package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.Address;
import io.fluxledger.rules.Bytes32;
import io.fluxledger.rules.DepositKey;
import io.fluxledger.rules.Draw;
import io.fluxledger.rules.EscrowTerms;
import io.fluxledger.rules.Funding;
import io.fluxledger.rules.InputId;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.PayoutTerms;
import io.fluxledger.rules.ProviderInput;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Changes one field of an input. */
final class Mutations {
    private static final String[] IDS = {"", "a b", "é", "x".repeat(64), "x".repeat(65), "i1", "i2", "w1", "p1"};
    private static final int MAX_DRAWS = 17;
    /** What the payers' fold writes of itself and the rules do not check again. */
    private static final Set<String> TRUSTED =
            Set.of("escrowFeeNanos", "inputTokens", "outputTokens", "sourcePartition", "sourceSequence", "payoutId");

    /** They come together: an escrow is paid INSTANT. */
    private static final Set<String> MODES = Set.of("funding", "payoutMode");

    private final Dice dice;

    Mutations(Dice dice) {
        this.dice = dice;
    }

    /** A copy with one other field; or the record itself where the chosen field has no other value. */
    <T extends Record> T one(T record) {
        RecordComponent[] components = Records.components(record);
        int index = dice.below(components.length);
        RecordComponent component = components[index];
        Object value = Records.get(record, component);
        if (value == null || component.getType() == InputId.class || isTrusted(record, component)) {
            return record;
        }
        return Records.with(record, index, other(value));
    }

    private static boolean isTrusted(Record record, RecordComponent component) {
        boolean amount = record instanceof ProviderInput.DisputeFiled
                && component.getName().equals("amountNanos");
        boolean escrow = isEscrowCharge(record, component)
                || (record instanceof ProviderInput.UsageCharged && MODES.contains(component.getName()));
        boolean version = component.getName().equals("rulesVersion");
        return amount
                || escrow
                || version
                || (record instanceof ProviderInput && TRUSTED.contains(component.getName()));
    }

    /** The one amount that an escrow's fee is part of. */
    static boolean isEscrowCharge(Record record, RecordComponent component) {
        return record instanceof ProviderInput.UsageCharged charge
                && charge.funding() == Funding.ESCROW
                && component.getName().equals("charges");
    }

    private Object other(Object value) {
        return switch (value) {
            case Long number -> number(number);
            case Integer number -> dice.percent(50) ? number + 1 : (int) dice.of(0, -1, 2);
            case String text -> text.startsWith("instant:") ? text : dice.of(IDS);
            case Address _ -> address();
            case Bytes32 _ -> dice.nonce();
            case Enum<?> symbol -> dice.of(symbol.getDeclaringClass().getEnumConstants());
            case DepositKey key -> one(key);
            case EscrowTerms terms -> one(terms);
            case PayoutTerms terms -> terms(terms);
            case Boolean flag -> !flag;
            case List<?> list -> draws(list);
            case Parameters parameters -> one(parameters);
            default -> value;
        };
    }

    private long number(long number) {
        return switch (dice.below(8)) {
            case 0 -> 0;
            case 1 -> -number;
            case 2 -> number + 1;
            case 3 -> number - 1;
            case 4 -> dice.chain();
            case 5 -> dice.of(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / 1000, Long.MAX_VALUE / 1000 + 1);
            case 6 -> dice.of(1L << 40, (1L << 40) + 1, 1_000_000, 1_000_001);
            default -> dice.micros() * (dice.percent(50) ? 1 : 1000);
        };
    }

    private Address address() {
        return switch (dice.below(3)) {
            case 0 -> dice.payer();
            case 1 -> dice.provider();
            default -> dice.of(Domain.WALLETS);
        };
    }

    private PayoutTerms terms(PayoutTerms terms) {
        List<Long> chains = new ArrayList<>(terms.alternativeChainIds());
        return switch (dice.below(6)) {
            case 0 -> {
                chains.add(dice.chain());
                yield new PayoutTerms(chains, terms.payoutToken(), terms.slippageBps());
            }
            case 1 -> {
                chains.add(dice.of(0, -1, Long.MIN_VALUE, Long.MAX_VALUE));
                yield new PayoutTerms(chains, terms.payoutToken(), terms.slippageBps());
            }
            case 2 -> {
                int most = dice.percent(50) ? MAX_DRAWS : MAX_DRAWS - 1;
                while (chains.size() < most) {
                    chains.add(100L + chains.size());
                }
                yield new PayoutTerms(chains, terms.payoutToken(), terms.slippageBps());
            }
            case 3 -> new PayoutTerms(chains.reversed(), terms.payoutToken(), terms.slippageBps());
            case 4 ->
                new PayoutTerms(
                        chains, terms.payoutToken() == null ? dice.of(Domain.TOKENS) : null, terms.slippageBps());
            default ->
                new PayoutTerms(
                        chains, terms.payoutToken(), (int) dice.of(-1, 0, 10_000, 10_001, Integer.MIN_VALUE, 1));
        };
    }

    private List<Draw> draws(List<?> list) {
        List<Draw> draws = new ArrayList<>();
        for (Object draw : list) {
            draws.add((Draw) draw);
        }
        switch (dice.below(5)) {
            case 0 -> draws.clear();
            case 1 -> draws.add(new Draw(dice.chain(), dice.nanos()));
            case 2 -> draws.add(new Draw(dice.chain(), dice.of(0, -1)));
            case 3 -> {
                while (draws.size() < MAX_DRAWS) {
                    draws.add(new Draw(100 + draws.size(), 1));
                }
            }
            default -> {
                if (!draws.isEmpty()) {
                    draws.set(0, new Draw(dice.chain(), number(draws.getFirst().amountNanos())));
                }
            }
        }
        return List.copyOf(draws);
    }
}
