package io.fluxledger.codec;

import io.fluxledger.events.DisputeFiled;
import io.fluxledger.events.PayerBalance;
import io.fluxledger.events.ProviderUsage;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.rules.Balances;
import io.fluxledger.rules.JournalLine;
import io.fluxledger.rules.LedgerEntry;
import io.fluxledger.rules.PartitionHead;
import io.fluxledger.rules.PayerAccount;
import io.fluxledger.rules.Posting;
import io.fluxledger.rules.ProviderAccount;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import io.fluxledger.schemas.EventSerde;
import io.fluxledger.schemas.TopicCatalog;
import io.fluxledger.schemas.TopicSpec;
import java.util.List;

/**
 * What the folds answer, as records of the wire format, straight from the objects of the rules: the same bytes as from the
 * generated classes, without them. Not thread-safe.
 *
 * <p>All methods throw {@link io.fluxledger.schemas.SchemaRegistryClient.RegistryUnavailableException} when a schema's id
 * is not known yet and the registry cannot be asked; nothing is lost by trying again.
 */
public final class LineWriter {
    private static final int UNKNOWN = -1;

    private final EventSerde serde;
    private final TopicSpec journal;
    private final RecordBytes out = new RecordBytes();
    private int journalId = UNKNOWN;
    private int chargeId = UNKNOWN;
    private int disputeId = UNKNOWN;
    private int balanceId = UNKNOWN;
    private int usageId = UNKNOWN;

    /** @param journal topic that the lines are for */
    public LineWriter(EventSerde serde, TopicSpec journal) {
        this.serde = serde;
        this.journal = journal;
    }

    /** The line as a JournalLine, with the physical place of its input. */
    public byte[] line(JournalLine line, int partition, long offset) {
        if (journalId == UNKNOWN) {
            journalId = serde.schemaId(journal, io.fluxledger.events.JournalLine.getClassSchema());
        }
        RejectionReason reason = line.reason();
        out.begin(journalId)
                .id(line.inputId())
                .number(line.index())
                .text(line.inputType())
                .optional(line.account())
                .symbol(line.outcome())
                .optional(reason == null ? null : reason.name())
                .number(line.reference())
                .number(line.clockMs())
                .number(line.rulesVersion())
                .number(line.accountSequence())
                .number(line.partitionSequence());
        entries(line.entries());
        postings(line.postings());
        balances(line.balances());
        return out.word(line.accountPreviousHash())
                .word(line.partitionPreviousHash())
                .word(line.hash())
                .number(partition)
                .number(offset)
                .toBytes();
    }

    private void entries(List<LedgerEntry> entries) {
        out.items(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            EntryWriter.write(out, entries.get(i));
        }
        out.endItems();
    }

    private void postings(List<Posting> postings) {
        out.items(postings.size());
        for (int i = 0; i < postings.size(); i++) {
            Posting posting = postings.get(i);
            out.symbol(posting.account())
                    .optional(posting.owner())
                    .number(posting.chainId())
                    .number(posting.amountNanos());
        }
        out.endItems();
    }

    private void balances(Balances balances) {
        out.items(balances.size());
        for (int i = 0; i < balances.size(); i++) {
            out.symbol(balances.account(i)).number(balances.chainId(i)).number(balances.amountNanos(i));
        }
        out.endItems();
    }

    /** What the payers' fold sends to the providers': a UsageCharged or DisputeFiled. */
    public byte[] charge(ProviderInput.OfProvider charge) {
        return switch (charge) {
            case ProviderInput.UsageCharged c -> usageCharged(c);
            case ProviderInput.DisputeFiled d -> disputeFiled(d);
            default -> throw new IllegalArgumentException("the payers' fold sends no " + charge);
        };
    }

    private byte[] usageCharged(ProviderInput.UsageCharged charge) {
        if (chargeId == UNKNOWN) {
            chargeId = serde.schemaId(TopicCatalog.PROVIDER_INPUTS, UsageCharged.getClassSchema());
        }
        return out.begin(chargeId)
                .id(charge.id())
                .address(charge.provider())
                .address(charge.payer())
                .text(charge.intentId())
                .symbol(charge.funding())
                .symbol(charge.payoutMode())
                .number(charge.payoutChainId())
                .draws(charge.charges())
                .number(charge.escrowFeeNanos())
                .number(charge.inputTokens())
                .number(charge.outputTokens())
                .number(charge.sourcePartition())
                .number(charge.sourceSequence())
                .toBytes();
    }

    private byte[] disputeFiled(ProviderInput.DisputeFiled dispute) {
        if (disputeId == UNKNOWN) {
            disputeId = serde.schemaId(TopicCatalog.PROVIDER_INPUTS, DisputeFiled.getClassSchema());
        }
        return out.begin(disputeId)
                .id(dispute.id())
                .address(dispute.provider())
                .address(dispute.payer())
                .text(dispute.intentId())
                .number(dispute.amountNanos())
                .text(dispute.reason())
                .number(dispute.sourcePartition())
                .number(dispute.sourceSequence())
                .toBytes();
    }

    /**
     * The account as a PayerBalance.
     *
     * @param head of its partition, at which the account stands like that
     */
    public byte[] balance(PayerAccount account, PartitionHead head) {
        if (balanceId == UNKNOWN) {
            balanceId = serde.schemaId(TopicCatalog.LEDGER_BALANCES, PayerBalance.getClassSchema());
        }
        out.begin(balanceId).address(account.payer());
        balances(account.balances());
        return out.number(account.openIntents())
                .number(account.sequence())
                .number(head.lastOffset())
                .number(head.clockMs())
                .toBytes();
    }

    /** The account's open window as a ProviderUsage. */
    public byte[] usage(ProviderAccount account) {
        if (usageId == UNKNOWN) {
            usageId = serde.schemaId(TopicCatalog.PROVIDER_USAGE, ProviderUsage.getClassSchema());
        }
        out.begin(usageId).address(account.provider()).number(0);
        return EntryWriter.usage(out, account.window()).number(0).toBytes();
    }
}
