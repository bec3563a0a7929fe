// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {NexusEscrow} from "./NexusEscrow.sol";
import {PaymentInfo} from "./PaymentInfo.sol";
import {TokenCollector} from "./TokenCollector.sol";

/// Pays refunds from the operator's allowance to this contract.
contract OperatorRefundCollector is TokenCollector {
    using SafeERC20 for IERC20;

    CollectorType public constant override collectorType = CollectorType.Refund;

    constructor(NexusEscrow escrow) TokenCollector(escrow) {}

    function _collect(PaymentInfo calldata paymentInfo, address tokenStore, uint256 amount, bytes calldata)
        internal
        override
    {
        IERC20(paymentInfo.token).safeTransferFrom(paymentInfo.operator, tokenStore, amount);
    }
}
