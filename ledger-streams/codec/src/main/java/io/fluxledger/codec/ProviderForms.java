package io.fluxledger.codec;

import static io.fluxledger.codec.Fields.address;
import static io.fluxledger.codec.Fields.draws;
import static io.fluxledger.codec.Fields.id;
import static io.fluxledger.codec.Fields.optionalWord;
import static io.fluxledger.codec.Fields.parameters;
import static io.fluxledger.codec.Fields.word;

import io.fluxledger.codec.InputReader.Form;
import io.fluxledger.events.ClockTick;
import io.fluxledger.events.DisputeDecided;
import io.fluxledger.events.DisputeFiled;
import io.fluxledger.events.InputQuarantined;
import io.fluxledger.events.ParametersActivated;
import io.fluxledger.events.PayoutConfirmed;
import io.fluxledger.events.PayoutInstructed;
import io.fluxledger.events.PayoutRerouted;
import io.fluxledger.events.ProviderRefunded;
import io.fluxledger.events.ProviderRegistered;
import io.fluxledger.events.ProviderTermsSet;
import io.fluxledger.events.TreasuryMoveConfirmed;
import io.fluxledger.events.UsageCharged;
import io.fluxledger.events.WindowTick;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.schemas.BoundedDecoder;
import java.util.Map;

/** Record types of the providers' fold. */
final class ProviderForms {
    static final Map<String, Form<ProviderInput>> BY_NAME = Map.ofEntries(
            Map.entry(UsageCharged.getClassSchema().getFullName(), ProviderForms::usageCharged),
            Map.entry(ProviderRegistered.getClassSchema().getFullName(), ProviderForms::providerRegistered),
            Map.entry(PayoutInstructed.getClassSchema().getFullName(), ProviderForms::payoutInstructed),
            Map.entry(PayoutConfirmed.getClassSchema().getFullName(), ProviderForms::payoutConfirmed),
            Map.entry(DisputeFiled.getClassSchema().getFullName(), ProviderForms::disputeFiled),
            Map.entry(DisputeDecided.getClassSchema().getFullName(), ProviderForms::disputeDecided),
            Map.entry(ProviderRefunded.getClassSchema().getFullName(), ProviderForms::providerRefunded),
            Map.entry(ProviderTermsSet.getClassSchema().getFullName(), ProviderForms::providerTermsSet),
            Map.entry(PayoutRerouted.getClassSchema().getFullName(), ProviderForms::payoutRerouted),
            Map.entry(TreasuryMoveConfirmed.getClassSchema().getFullName(), ProviderForms::treasuryMove),
            Map.entry(
                    WindowTick.getClassSchema().getFullName(),
                    in -> new ProviderInput.WindowTick(id(in), in.readLong())),
            Map.entry(ClockTick.getClassSchema().getFullName(), in -> new ProviderInput.ClockTick(id(in))),
            Map.entry(
                    ParametersActivated.getClassSchema().getFullName(),
                    in -> new ProviderInput.ParametersActivated(id(in), parameters(in))),
            Map.entry(
                    InputQuarantined.getClassSchema().getFullName(),
                    in -> new ProviderInput.InputQuarantined(id(in), id(in), in.readString())));

    private ProviderForms() {}

    private static ProviderInput usageCharged(BoundedDecoder in) {
        return new ProviderInput.UsageCharged(
                id(in),
                address(in),
                address(in),
                in.readString(),
                Fields.funding(in),
                Fields.payoutMode(in),
                in.readLong(),
                draws(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong());
    }

    private static ProviderInput providerRegistered(BoundedDecoder in) {
        ProviderInput registered = new ProviderInput.ProviderRegistered(
                id(in), address(in), address(in), in.readLong(), word(in), in.readLong());
        in.skipBytes();
        return registered;
    }

    private static ProviderInput providerTermsSet(BoundedDecoder in) {
        ProviderInput terms =
                new ProviderInput.ProviderTermsSet(id(in), address(in), Fields.terms(in), word(in), in.readLong());
        in.skipBytes();
        return terms;
    }

    private static ProviderInput payoutRerouted(BoundedDecoder in) {
        ProviderInput rerouted = new ProviderInput.PayoutRerouted(id(in), address(in), in.readString(), in.readLong());
        in.skipBytes();
        return rerouted;
    }

    private static ProviderInput treasuryMove(BoundedDecoder in) {
        return new ProviderInput.TreasuryMoveConfirmed(
                id(in),
                address(in),
                in.readString(),
                Fields.transfer(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                optionalWord(in));
    }

    private static ProviderInput payoutInstructed(BoundedDecoder in) {
        return new ProviderInput.PayoutInstructed(
                id(in),
                address(in),
                in.readString(),
                in.readString(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                address(in));
    }

    private static ProviderInput payoutConfirmed(BoundedDecoder in) {
        ProviderInput confirmed = new ProviderInput.PayoutConfirmed(
                id(in), address(in), in.readString(), Fields.transfer(in), in.readLong(), optionalWord(in));
        Fields.skipOptionalBytes(in);
        return confirmed;
    }

    private static ProviderInput disputeFiled(BoundedDecoder in) {
        return new ProviderInput.DisputeFiled(
                id(in),
                address(in),
                address(in),
                in.readString(),
                in.readLong(),
                in.readString(),
                in.readInt(),
                in.readLong());
    }

    private static ProviderInput disputeDecided(BoundedDecoder in) {
        return new ProviderInput.DisputeDecided(
                id(in),
                address(in),
                address(in),
                in.readString(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                Fields.requestedBy(in));
    }

    private static ProviderInput providerRefunded(BoundedDecoder in) {
        ProviderInput refunded = new ProviderInput.ProviderRefunded(
                id(in), address(in), address(in), in.readString(), in.readLong(), word(in));
        in.skipBytes();
        return refunded;
    }
}
