// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BabyJubJub, Point} from "./BabyJubJub.sol";
import {IRegistrationVerifier, RegisterProof} from "./Proofs.sol";

/// Encryption keys of accounts. A key is taken only with a proof that its owner knows the secret, so it is of the prime-order
/// group and no account can register a key made from another's.
contract Registrar {
    IRegistrationVerifier public immutable registrationVerifier;

    mapping(address user => Point key) private _keys;

    event Register(address indexed user, Point publicKey);

    error InvalidProof();
    error InvalidSender();
    error InvalidChainId();
    error UserAlreadyRegistered();

    constructor(address registrationVerifier_) {
        registrationVerifier = IRegistrationVerifier(registrationVerifier_);
    }

    /// Signals: 0-1 public key, 2 account, 3 chain id, 4 hash of chain id, secret and account. A key is for ever: balances are
    /// encrypted under it.
    function register(RegisterProof calldata proof) external {
        uint256[5] calldata signals = proof.publicSignals;
        if (signals[2] != uint256(uint160(msg.sender))) revert InvalidSender();
        if (signals[3] != block.chainid) revert InvalidChainId();
        if (isUserRegistered(msg.sender)) revert UserAlreadyRegistered();
        Point memory key = Point(signals[0], signals[1]);
        // Everybody knows the secret of the neutral point.
        if (key.x == 0 || !BabyJubJub.isOnCurve(key)) revert InvalidProof();
        if (
            !registrationVerifier.verifyProof(
                proof.proofPoints.a, proof.proofPoints.b, proof.proofPoints.c, signals
            )
        ) revert InvalidProof();
        _keys[msg.sender] = key;
        emit Register(msg.sender, key);
    }

    function isUserRegistered(address user) public view returns (bool) {
        return _keys[user].x != 0;
    }

    /// Zeroes for an account without a key.
    function getUserPublicKey(address user) external view returns (uint256[2] memory) {
        Point memory key = _keys[user];
        return [key.x, key.y];
    }
}
