// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Groth16Verifier} from "./Groth16Verifier.sol";
import {IRegistrationVerifier, ITransferVerifier, IWithdrawVerifier} from "./Proofs.sol";

contract RegistrationVerifier is Groth16Verifier, IRegistrationVerifier {
    constructor(uint256[] memory key) Groth16Verifier(5, key) {}

    function verifyProof(uint256[2] calldata a, uint256[2][2] calldata b, uint256[2] calldata c, uint256[5] calldata signals)
        external
        view
        returns (bool)
    {
        uint256[] calldata words;
        assembly {
            words.offset := signals
            words.length := 5
        }
        return _verify(a, b, c, words);
    }
}

contract TransferVerifier is Groth16Verifier, ITransferVerifier {
    constructor(uint256[] memory key) Groth16Verifier(32, key) {}

    function verifyProof(uint256[2] calldata a, uint256[2][2] calldata b, uint256[2] calldata c, uint256[32] calldata signals)
        external
        view
        returns (bool)
    {
        uint256[] calldata words;
        assembly {
            words.offset := signals
            words.length := 32
        }
        return _verify(a, b, c, words);
    }
}

contract WithdrawVerifier is Groth16Verifier, IWithdrawVerifier {
    constructor(uint256[] memory key) Groth16Verifier(16, key) {}

    function verifyProof(uint256[2] calldata a, uint256[2][2] calldata b, uint256[2] calldata c, uint256[16] calldata signals)
        external
        view
        returns (bool)
    {
        uint256[] calldata words;
        assembly {
            words.offset := signals
            words.length := 16
        }
        return _verify(a, b, c, words);
    }
}
