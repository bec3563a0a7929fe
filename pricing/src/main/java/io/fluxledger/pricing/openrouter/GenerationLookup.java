package io.fluxledger.pricing.openrouter;

import io.fluxledger.pricing.check.Confirmation;

/** What asking for a generation gave. */
public sealed interface GenerationLookup {
    /** The upstream's record. */
    record Found(Generation generation) implements GenerationLookup {}

    /** The upstream does not know it, also after a while. */
    record NotFound(int attempts) implements GenerationLookup {}

    /** The upstream will not say, however often it is asked. */
    record Refused(int status) implements GenerationLookup {}

    /** The upstream could not be asked, or not in time; a later attempt may succeed. */
    record Unavailable(int attempts, String why) implements GenerationLookup {}

    /** The answer is not what the API promises. */
    record Malformed(String field, String why) implements GenerationLookup {}

    /** As evidence for a receipt; everything but a record leaves it unconfirmed. */
    default Confirmation confirmation() {
        return switch (this) {
            case Found(Generation generation) -> generation.confirmed();
            case NotFound(int attempts) ->
                new Confirmation.Unconfirmed("the upstream does not know it, asked " + attempts + " times");
            case Refused(int status) -> new Confirmation.Unconfirmed("the upstream answered HTTP " + status);
            case Unavailable(int attempts, String why) ->
                new Confirmation.Unconfirmed("the upstream could not be asked in " + attempts + " attempts: " + why);
            case Malformed(String field, String why) ->
                new Confirmation.Unconfirmed("the upstream's answer is malformed at " + field + ": " + why);
        };
    }
}
