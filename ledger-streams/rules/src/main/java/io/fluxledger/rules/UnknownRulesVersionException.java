package io.fluxledger.rules;

/** The log asks for rules that this build does not have; a newer build must go on from here. */
public final class UnknownRulesVersionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownRulesVersionException(int version) {
        super("the log activates rules version " + version + "; this build knows " + Parameters.RULES_VERSION
                + ": start a build that knows it");
    }
}
