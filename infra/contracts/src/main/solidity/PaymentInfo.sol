// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// One payment that a payer may have in the escrow. The payer signs its hash as the nonce of an EIP-3009
/// authorization, so every field is what the payer agreed to.
struct PaymentInfo {
    address operator; // may authorize, capture, void and refund
    address payer;
    address receiver; // is paid on capture
    address token;
    uint120 maxAmount;
    uint48 preApprovalExpiry; // authorize before
    uint48 authorizationExpiry; // capture before, reclaim from
    uint48 refundExpiry; // refund before
    uint16 minFeeBps;
    uint16 maxFeeBps;
    address feeReceiver; // zero: the operator names one at capture
    uint256 salt;
}
