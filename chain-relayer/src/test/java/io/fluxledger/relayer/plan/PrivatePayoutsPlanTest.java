package io.fluxledger.relayer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainCommand;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.JournalLine;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.runtime.EncryptedTokensFile.EncryptedToken;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which payouts are encrypted transfers, by what the chain says when they are planned. */
class PrivatePayoutsPlanTest {
    private static final String USDC = Lines.repeated(0x01);
    private static final Address20 PROVIDER = Lines.address(Lines.repeated(0x0b));
    private static final ChainContracts CHAIN = new ChainContracts(
            42161,
            USDC,
            Lines.repeated(0x02),
            Lines.repeated(0x03),
            Lines.repeated(0x04),
            Lines.repeated(0x05),
            Lines.repeated(0x06),
            new Eip712Domain("USD Coin", "2", 42161, EthAddress.parse(USDC)));
    private static final EncryptedToken ENCRYPTED = new EncryptedToken(
            42161, Lines.repeated(0x11), Lines.repeated(0x12), Lines.repeated(0x13), 10_000_000, true);

    /** How a payout was paid is not decided again when its line is read again, whatever the registrar says by then. */
    @Test
    void whatAPayoutHasCommandsForIsNeverPlannedAnotherWay() {
        Registrar registrar = new Registrar();
        PrivatePayouts privately = new PrivatePayouts(Map.of(42161L, ENCRYPTED), registrar);
        JournalLine line = line(1, batchPayout("p-1"));
        registrar.unregistered.add(Lines.repeated(0x0b));
        ChainCommand plain =
                newPlanner(privately, new PlannedPayouts()).plan(line).getFirst();
        assertThat(plain.getKind()).isEqualTo(CommandKind.PAYOUT);
        registrar.unregistered.clear();
        ChainCommand encrypted =
                newPlanner(privately, new PlannedPayouts()).plan(line).getFirst();
        assertThat(encrypted.getKind()).isEqualTo(CommandKind.PRIVATE_PAYOUT);
        for (ChainCommand before : List.of(plain, encrypted)) {
            PlannedPayouts planned = new PlannedPayouts();
            planned.planned(before);
            assertThat(newPlanner(privately, planned).plan(line)).isEmpty();
            assertThat(newPlanner(privately, planned).plan(line(2, batchPayout("p-2"))))
                    .hasSize(1);
        }
    }

    @Test
    void recipientsOfBatchesAreAskedForBeforehandAndOfNothingElse() {
        Registrar registrar = new Registrar();
        CommandPlanner batches =
                newPlanner(new PrivatePayouts(Map.of(42161L, ENCRYPTED), registrar), new PlannedPayouts());
        PayoutOpened atOnce = PayoutOpened.newBuilder(batchPayout("p-2"))
                .setWindowEndMs(0)
                .setRecipient(Lines.address(Lines.repeated(0x0c)))
                .build();
        batches.prepare(List.of(line(1, batchPayout("p-1")), line(2, atOnce), line(3, withdrawal())));
        assertThat(registrar.asked).containsExactly(Map.of(42161L, Set.of(Lines.repeated(0x0b))));
    }

    private static CommandPlanner newPlanner(PrivatePayouts privately, PlannedPayouts planned) {
        return new CommandPlanner(Map.of(42161L, CHAIN), new OpenEscrows(), true, privately, planned);
    }

    private static PayoutOpened batchPayout(String id) {
        return PayoutOpened.newBuilder()
                .setPayoutId(id)
                .setBatchId("batch")
                .setWindowEndMs(1_800_000_000_000L)
                .setChainId(42161)
                .setAmountMicros(6_993)
                .setSources(List.of())
                .setRecipient(PROVIDER)
                .build();
    }

    private static WithdrawalOpened withdrawal() {
        return WithdrawalOpened.newBuilder()
                .setWithdrawalId("w-1")
                .setChainId(42161)
                .setAmountNanos(1_000_000)
                .setRecipient(Lines.address(Lines.repeated(0x0d)))
                .setValidBeforeMs(Long.MAX_VALUE)
                .setNonce(new Hash32(new byte[32]))
                .build();
    }

    private static JournalLine line(int input, Object entry) {
        return Lines.line(Lines.inputId(input), PROVIDER, "Input", 1_800_000_000_000L, entry);
    }

    private static final class Registrar implements PrivatePayouts.Recipients {
        final Set<String> unregistered = new HashSet<>();
        final List<Map<Long, Set<String>>> asked = new ArrayList<>();

        @Override
        public void prepare(Map<Long, Set<String>> accounts) {
            asked.add(accounts);
        }

        @Override
        public boolean isUnregistered(long chainId, String account) {
            return unregistered.contains(account);
        }
    }
}
