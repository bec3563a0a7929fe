package io.fluxledger.testkit.oracle;

import io.fluxledger.rules.AccountType;
import io.fluxledger.rules.Address;
import io.fluxledger.rules.Parameters;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.rules.RejectionReason;
import java.math.BigInteger;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Section 7 of the rules: windows and months. */
final class OracleWindows {
    private final Frame frame;
    private final ProviderState state;

    OracleWindows(Frame frame, ProviderState state) {
        this.frame = frame;
        this.state = state;
    }

    List<OracleLine> close(ProviderInput.WindowTick tick) {
        long end = tick.windowEndMs();
        YearMonth windowMonth = month(end - 1);
        YearMonth endMonth = month(end);
        try {
            Refusal.alreadyWhen(end <= state.windowEndMs, 0);
            Refusal.when(frame.clockMs() < end, RejectionReason.WINDOW_NOT_ENDED);
            state.providers.forEach((address, provider) -> {
                frame.abandon();
                close(address, provider.copy(), windowMonth, endMonth);
                frame.check();
            });
        } catch (Refusal refusal) {
            return List.of(frame.refused(refusal, null));
        }
        List<OracleLine> lines = new ArrayList<>();
        state.providers.forEach((address, provider) -> {
            frame.abandon();
            if (close(address, provider, windowMonth, endMonth)) {
                frame.commit();
                lines.add(frame.accepted(address));
            }
        });
        frame.abandon();
        state.windowEndMs = end;
        lines.add(frame.accepted(null));
        return lines;
    }

    private static YearMonth month(long timeMs) {
        return YearMonth.from(Instant.ofEpochMilli(timeMs).atZone(ZoneOffset.UTC));
    }

    /** Closes the provider's window, with postings that are pending; false where nothing is due. */
    private boolean close(Address address, ProviderState.Provider provider, YearMonth windowMonth, YearMonth endMonth) {
        boolean calls = provider.calls.signum() > 0;
        boolean payable = frame.total(AccountType.PROVIDER_PAYABLE, address).signum() > 0;
        boolean monthEnds = provider.month != null && provider.month.isBefore(endMonth);
        if (!calls && !payable && !monthEnds) {
            return false;
        }
        if (provider.month != null && provider.month.isBefore(windowMonth)) {
            frame.visit("older month");
            closeMonth(address, provider);
        }
        if (calls) {
            provider.month = windowMonth;
            provider.monthGrossNanos = ProviderState.counted(provider.monthGrossNanos, provider.grossNanos);
            provider.monthFeeNanos = ProviderState.counted(provider.monthFeeNanos, provider.feeNanos);
            provider.calls = BigInteger.ZERO;
            provider.inputTokens = BigInteger.ZERO;
            provider.outputTokens = BigInteger.ZERO;
            provider.grossNanos = BigInteger.ZERO;
            provider.feeNanos = BigInteger.ZERO;
        }
        if (provider.month != null && provider.month.isBefore(endMonth)) {
            closeMonth(address, provider);
        }
        return true;
    }

    private void closeMonth(Address address, ProviderState.Provider provider) {
        Parameters parameters = frame.parameters();
        BigInteger missing =
                BigInteger.valueOf(parameters.monthlyMinimumFeeNanos()).subtract(provider.monthFeeNanos);
        BigInteger volume = BigInteger.valueOf(parameters.monthlyMinimumVolumeNanos());
        if (provider.monthGrossNanos.compareTo(volume) > 0 && missing.signum() > 0) {
            frame.visit("month's minimum");
            frame.take(Party.PROVIDER, address, provider.payoutChainId, missing);
            frame.post(AccountType.PLATFORM_FEES, null, provider.payoutChainId, missing);
        } else {
            frame.visit("month without minimum");
        }
        provider.month = null;
        provider.monthGrossNanos = BigInteger.ZERO;
        provider.monthFeeNanos = BigInteger.ZERO;
    }
}
