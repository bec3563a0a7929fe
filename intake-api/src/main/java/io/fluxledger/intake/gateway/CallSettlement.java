package io.fluxledger.intake.gateway;

import io.fluxledger.events.Outcome;
import io.fluxledger.events.RefundReason;
import io.fluxledger.events.UsageReceipt;
import io.fluxledger.intake.gateway.ReceiptCheck.Verdict;
import io.fluxledger.intake.http.LedgerRejection;
import io.fluxledger.intake.publish.Answer;
import io.fluxledger.pricing.check.HoldReason;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a paid call: its receipt is checked, then the provider is paid, the call is held, or the funds go back. */
final class CallSettlement {
    private final ReceiptCheck receipts;
    private final CallLedger ledger;
    private final RequestLog requests;

    CallSettlement(ReceiptCheck receipts, CallLedger ledger, RequestLog requests) {
        this.receipts = receipts;
        this.ledger = ledger;
        this.requests = requests;
    }

    /** Ends the call in the ledger; to be called once. */
    CallOutcome finish(LockedCall call, ProviderResult result) {
        CallOutcome outcome = switch (result) {
            case ProviderResult.Failed(RefundReason reason, String why) -> refunded(call, reason, why);
            case ProviderResult.Answered answered -> answered(call, answered);
        };
        requests.done(call, outcome);
        return outcome;
    }

    private CallOutcome answered(LockedCall call, ProviderResult.Answered answered) {
        requests.at(call.payer(), call.id(), call.provider().name(), RequestLog.State.LOGGING_METRICS);
        return switch (receipts.check(call, answered)) {
            case Verdict.Payable(UsageReceipt receipt) -> paid(call, receipt);
            case Verdict.Held(UsageReceipt receipt, List<HoldReason> reasons) -> held(call, receipt, reasons);
            case Verdict.Invalid(String why) -> refunded(call, RefundReason.INVALID_RECEIPT, why);
            case Verdict.Waived _ -> new CallOutcome.Waived(ledger.refund(call, RefundReason.CANCELLED));
        };
    }

    private CallOutcome paid(LockedCall call, UsageReceipt receipt) {
        CallLedger.Closing closing = ledger.settle(call, receipt);
        if (closing.settled().line().getOutcome() != Outcome.REJECTED) {
            return new CallOutcome.Settled(closing.settled());
        }
        return refused(
                call,
                closing.recorded().line().getOutcome() == Outcome.REJECTED ? closing.recorded() : closing.settled());
    }

    private CallOutcome held(LockedCall call, UsageReceipt receipt, List<HoldReason> reasons) {
        String why =
                reasons.stream().map(reason -> reason.code().name()).distinct().collect(Collectors.joining(","));
        CallLedger.Closing closing = ledger.hold(call, receipt, why);
        if (closing.recorded().line().getOutcome() == Outcome.REJECTED) {
            return refused(call, closing.recorded());
        }
        // What is in the escrow cannot be held: its deadline is the chain's, and nobody but this gateway settles it.
        return new CallOutcome.Held(closing.recorded(), reasons);
    }

    private CallOutcome refused(LockedCall call, Answer rejection) {
        String reason = String.valueOf(rejection.line().getReason());
        boolean late = LedgerRejection.DEADLINE_PASSED.name().equals(reason);
        return refunded(
                call,
                late ? RefundReason.TIMED_OUT : RefundReason.INVALID_RECEIPT,
                "the ledger refused the receipt: " + reason);
    }

    private CallOutcome refunded(LockedCall call, RefundReason reason, String why) {
        return new CallOutcome.Refunded(ledger.refund(call, reason), reason, why);
    }
}
