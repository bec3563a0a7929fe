package io.fluxledger.intake.accept;

import io.fluxledger.signatures.EthAddress;
import io.fluxledger.signatures.EthSignature;
import io.fluxledger.signatures.InvalidSignatureException;
import io.fluxledger.signatures.SignatureRecovery;

/** Compares who signed with who must have. */
final class Signers {
    private Signers() {}

    static EthAddress signer(byte[] digest, EthSignature signature, String field) {
        try {
            return SignatureRecovery.recover(digest, signature);
        } catch (InvalidSignatureException e) {
            throw Refusal.INVALID_SIGNATURE.at(field, "belongs to no key");
        }
    }

    static void require(EthAddress expected, byte[] digest, EthSignature signature, String field) {
        EthAddress signer = signer(digest, signature, field);
        if (!signer.equals(expected)) {
            throw mismatch(field, signer, expected.toString());
        }
    }

    /** Naming who the signature recovers to shows at once which of domain, message and key differs. */
    static RuntimeException mismatch(String field, EthAddress signer, String expected) {
        return Refusal.SIGNATURE_MISMATCH.at(
                field, "is by " + signer + " for these values and this domain, not by " + expected);
    }
}
