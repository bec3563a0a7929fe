// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// A Groth16 proof; b as the pairing precompile orders it.
struct ProofPoints {
    uint256[2] a;
    uint256[2][2] b;
    uint256[2] c;
}

struct RegisterProof {
    ProofPoints proofPoints;
    uint256[5] publicSignals;
}

struct TransferProof {
    ProofPoints proofPoints;
    uint256[32] publicSignals;
}

struct WithdrawProof {
    ProofPoints proofPoints;
    uint256[16] publicSignals;
}

/// What snarkjs exports for five signals, and what RegistrationVerifier answers.
interface IRegistrationVerifier {
    function verifyProof(uint256[2] calldata a, uint256[2][2] calldata b, uint256[2] calldata c, uint256[5] calldata signals)
        external
        view
        returns (bool);
}

/// As IRegistrationVerifier, for a transfer's signals.
interface ITransferVerifier {
    function verifyProof(uint256[2] calldata a, uint256[2][2] calldata b, uint256[2] calldata c, uint256[32] calldata signals)
        external
        view
        returns (bool);
}

/// As IRegistrationVerifier, for a withdrawal's signals.
interface IWithdrawVerifier {
    function verifyProof(uint256[2] calldata a, uint256[2][2] calldata b, uint256[2] calldata c, uint256[16] calldata signals)
        external
        view
        returns (bool);
}
