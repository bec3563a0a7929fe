-- Lines by what they answer. What every call brings is left out: it is found soon among the latest lines, and an index of it
-- would make each line dearer to write. io.fluxledger.audit.read.InputTypes has the same condition.

CREATE INDEX journal_lines_by_input_type ON journal_lines (input_type, clock_ms, topic, partition, record_offset)
    WHERE input_type NOT IN ('IntentLocked', 'UsageReceipt', 'SettlementRequested', 'UsageCharged');
