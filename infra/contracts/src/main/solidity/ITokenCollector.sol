// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PaymentInfo} from "./PaymentInfo.sol";

/// Brings tokens into the escrow, by one way of paying. Only the escrow calls it.
interface ITokenCollector {
    enum CollectorType {
        Payment,
        Refund
    }

    /// Which side it collects from: the payer (Payment) or the operator (Refund).
    function collectorType() external view returns (CollectorType);

    /// Moves exactly `amount` of the payment's token to `tokenStore` or reverts.
    function collectTokens(
        PaymentInfo calldata paymentInfo,
        address tokenStore,
        uint256 amount,
        bytes calldata collectorData
    ) external;
}
