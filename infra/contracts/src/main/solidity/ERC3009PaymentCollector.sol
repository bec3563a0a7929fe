// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC3009} from "./IERC3009.sol";
import {NexusEscrow} from "./NexusEscrow.sol";
import {PaymentInfo} from "./PaymentInfo.sol";
import {TokenCollector} from "./TokenCollector.sol";

/// Collects by the payer's EIP-3009 ReceiveWithAuthorization to this contract over the maximum amount, valid from the
/// start of time until preApprovalExpiry, whose nonce is the payment's hash with payer 0. `collectorData` is the
/// signature. What the authorization gives above the amount goes straight back to the payer.
contract ERC3009PaymentCollector is TokenCollector {
    using SafeERC20 for IERC20;

    CollectorType public constant override collectorType = CollectorType.Payment;

    constructor(NexusEscrow escrow) TokenCollector(escrow) {}

    function _collect(PaymentInfo calldata paymentInfo, address tokenStore, uint256 amount, bytes calldata collectorData)
        internal
        override
    {
        PaymentInfo memory payerAgnostic = paymentInfo;
        payerAgnostic.payer = address(0);
        uint256 maxAmount = paymentInfo.maxAmount;
        IERC3009(paymentInfo.token).receiveWithAuthorization(
            paymentInfo.payer,
            address(this),
            maxAmount,
            0,
            paymentInfo.preApprovalExpiry,
            authCaptureEscrow.getHash(payerAgnostic),
            collectorData
        );
        IERC20 token = IERC20(paymentInfo.token);
        if (maxAmount > amount) token.safeTransfer(paymentInfo.payer, maxAmount - amount);
        token.safeTransfer(tokenStore, amount);
    }
}
