// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ITokenCollector} from "../../main/solidity/ITokenCollector.sol";
import {PaymentInfo} from "../../main/solidity/PaymentInfo.sol";

/// A token for these tests: six decimals, whoever asks gets some.
contract Money is ERC20("Money", "MNY") {
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// Collects from an allowance: payments from the payer, refunds from the operator.
contract AllowanceCollector is ITokenCollector {
    CollectorType public immutable collectorType;

    constructor(CollectorType collectorType_) {
        collectorType = collectorType_;
    }

    function collectTokens(PaymentInfo calldata info, address tokenStore, uint256 amount, bytes calldata) external {
        address from = collectorType == CollectorType.Payment ? info.payer : info.operator;
        require(IERC20(info.token).transferFrom(from, tokenStore, amount), "not transferred");
    }
}
