// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITokenCollector} from "./ITokenCollector.sol";
import {NexusEscrow} from "./NexusEscrow.sol";
import {PaymentInfo} from "./PaymentInfo.sol";

/// What all collectors share: they serve one escrow and listen to nobody else.
abstract contract TokenCollector is ITokenCollector {
    NexusEscrow public immutable authCaptureEscrow;

    error OnlyAuthCaptureEscrow();

    constructor(NexusEscrow escrow) {
        authCaptureEscrow = escrow;
    }

    function collectTokens(
        PaymentInfo calldata paymentInfo,
        address tokenStore,
        uint256 amount,
        bytes calldata collectorData
    ) external override {
        if (msg.sender != address(authCaptureEscrow)) revert OnlyAuthCaptureEscrow();
        _collect(paymentInfo, tokenStore, amount, collectorData);
    }

    function _collect(PaymentInfo calldata paymentInfo, address tokenStore, uint256 amount, bytes calldata collectorData)
        internal
        virtual;
}
