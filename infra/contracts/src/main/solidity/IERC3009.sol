// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What we use of a token's signed transfers.
interface IERC3009 {
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
}
