package io.fluxledger.relayer;

import io.fluxledger.events.Address20;
import io.fluxledger.events.ChainTransaction;
import io.fluxledger.events.CommandKind;
import io.fluxledger.events.Hash32;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutOpened;
import io.fluxledger.events.TransactionState;
import io.fluxledger.events.TransferStatus;
import io.fluxledger.events.WithdrawalConfirmed;
import io.fluxledger.events.WithdrawalOpened;
import io.fluxledger.relayer.plan.Lines;
import io.fluxledger.schemas.EventHeaders;
import io.fluxledger.schemas.TopicCatalog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.web3j.crypto.Credentials;

/** Payouts and withdrawals on the journals, and what became of them. */
record PayoutLog(LedgerTopics ledger, long chainId) {
    List<TransferStatus> statuses(String payoutId) {
        return ledger.seen(PayoutConfirmed.class).stream()
                .filter(confirmed -> confirmed.getPayoutId().equals(payoutId))
                .map(PayoutConfirmed::getStatus)
                .toList();
    }

    boolean isFinal(String payoutId) {
        return statuses(payoutId).contains(TransferStatus.FINAL);
    }

    List<TransferStatus> withdrawn(String withdrawalId) {
        return ledger.seen(WithdrawalConfirmed.class).stream()
                .filter(confirmed -> confirmed.getWithdrawalId().equals(withdrawalId))
                .map(WithdrawalConfirmed::getStatus)
                .toList();
    }

    /** How often a private payout was written in that state. */
    long written(TransactionState state) {
        return ledger.seen(ChainTransaction.class).stream()
                .filter(transaction ->
                        transaction.getKind() == CommandKind.PRIVATE_PAYOUT && transaction.getState() == state)
                .count();
    }

    /** Blocks in which private payouts of such ids were mined, by id. */
    Map<String, Set<Hash32>> mined(String prefix) {
        Map<String, Set<Hash32>> blocks = new HashMap<>();
        for (ChainTransaction transaction : ledger.seen(ChainTransaction.class)) {
            Hash32 block = transaction.getBlockHash();
            if (transaction.getKind() == CommandKind.PRIVATE_PAYOUT
                    && transaction.getState() == TransactionState.MINED
                    && block != null
                    && transaction.getSubjectId().startsWith(prefix)) {
                blocks.computeIfAbsent(transaction.getSubjectId(), id -> new HashSet<>())
                        .add(block);
            }
        }
        return blocks;
    }

    /** @param windowEndMs 0 for one that is paid at once */
    void payout(String id, Credentials provider, long amountMicros, long windowEndMs) throws Exception {
        payout(chainId, id, provider, amountMicros, windowEndMs);
    }

    /** On a chain that may be another. */
    void payout(long onChainId, String id, Credentials provider, long amountMicros, long windowEndMs) throws Exception {
        Address20 account = ChainPeople.address(provider);
        ledger.write(
                TopicCatalog.PROVIDER_JOURNAL,
                Lines.line(
                        EventHeaders.newInputId(),
                        account,
                        "PayoutInstructed",
                        System.currentTimeMillis(),
                        PayoutOpened.newBuilder()
                                .setPayoutId(id)
                                .setBatchId("batch")
                                .setWindowEndMs(windowEndMs)
                                .setChainId(onChainId)
                                .setAmountMicros(amountMicros)
                                .setSources(List.of())
                                .setRecipient(account)
                                .build()));
    }

    void withdraw(String id, Credentials payer, long amountMicros) throws Exception {
        ledger.write(
                TopicCatalog.LEDGER_JOURNAL,
                Lines.line(
                        EventHeaders.newInputId(),
                        ChainPeople.address(payer),
                        "WithdrawalRequested",
                        System.currentTimeMillis(),
                        WithdrawalOpened.newBuilder()
                                .setWithdrawalId(id)
                                .setChainId(chainId)
                                .setAmountNanos(amountMicros * 1_000)
                                .setRecipient(ChainPeople.address(payer))
                                .setValidBeforeMs(Long.MAX_VALUE)
                                .setNonce(new Hash32(new byte[32]))
                                .build()));
    }
}
