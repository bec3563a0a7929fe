// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {CircuitBreaker} from "./CircuitBreaker.sol";
import {ITokenCollector} from "./ITokenCollector.sol";
import {PaymentInfo} from "./PaymentInfo.sol";

/// Holds what payers locked for one call each, in the shape of the published auth-capture escrow, so that its clients
/// work unchanged. In the words of the Nexus documents: createIntent is `authorize`; settleIntent is `capture` of what
/// was used, then `void` of the rest; refundIntent is `void`. A payer leaves alone by `reclaim` once the authorization
/// has expired; `refund` gives back what was captured.
///
/// The operator can move a payment's money to the payment's receiver, to its fee receiver within the signed range and
/// back to the payer, and nowhere else. The circuit breaker stops authorizations and captures; `void`, `reclaim` and `refund`
/// always work.
contract NexusEscrow is ReentrancyGuard, CircuitBreaker {
    using SafeERC20 for IERC20;

    struct PaymentState {
        bool hasCollectedPayment;
        uint120 capturableAmount;
        uint120 refundableAmount;
    }

    bytes32 public constant PAYMENT_INFO_TYPEHASH = keccak256(
        "PaymentInfo(address operator,address payer,address receiver,address token,uint120 maxAmount,uint48 preApprovalExpiry,uint48 authorizationExpiry,uint48 refundExpiry,uint16 minFeeBps,uint16 maxFeeBps,address feeReceiver,uint256 salt)"
    );
    uint16 internal constant MAX_FEE_BPS = 10_000;

    mapping(bytes32 paymentInfoHash => PaymentState) public paymentState;

    event PaymentAuthorized(
        bytes32 indexed paymentInfoHash, PaymentInfo paymentInfo, uint256 amount, address tokenCollector
    );
    event PaymentCaptured(bytes32 indexed paymentInfoHash, uint256 amount, uint16 feeBps, address feeReceiver);
    event PaymentVoided(bytes32 indexed paymentInfoHash, uint256 amount);
    event PaymentReclaimed(bytes32 indexed paymentInfoHash, uint256 amount);
    event PaymentRefunded(bytes32 indexed paymentInfoHash, uint256 amount, address tokenCollector);

    error InvalidSender(address sender, address expected);
    error ZeroAmount();
    error AmountOverflow(uint256 amount, uint256 limit);
    error ExceedsMaxAmount(uint256 amount, uint256 maxAmount);
    error AfterPreApprovalExpiry(uint48 timestamp, uint48 expiry);
    error InvalidExpiries(uint48 preApproval, uint48 authorization, uint48 refund);
    error FeeBpsOverflow(uint16 feeBps);
    error InvalidFeeBpsRange(uint16 minFeeBps, uint16 maxFeeBps);
    error FeeBpsOutOfRange(uint16 feeBps, uint16 minFeeBps, uint16 maxFeeBps);
    error ZeroFeeReceiver();
    error InvalidFeeReceiver(address attempted, address expected);
    error InvalidCollectorForOperation();
    error TokenCollectionFailed();
    error PaymentAlreadyCollected(bytes32 paymentInfoHash);
    error AfterAuthorizationExpiry(uint48 timestamp, uint48 expiry);
    error InsufficientAuthorization(bytes32 paymentInfoHash, uint256 authorizedAmount, uint256 requestedAmount);
    error ZeroAuthorization(bytes32 paymentInfoHash);
    error BeforeAuthorizationExpiry(uint48 timestamp, uint48 expiry);
    error AfterRefundExpiry(uint48 timestamp, uint48 expiry);
    error RefundExceedsCapture(uint256 refund, uint256 captured);

    constructor(address owner, address firstGuardian) CircuitBreaker(owner, firstGuardian) {}

    modifier onlySender(address expected) {
        if (msg.sender != expected) revert InvalidSender(msg.sender, expected);
        _;
    }

    modifier validAmount(uint256 amount) {
        if (amount == 0) revert ZeroAmount();
        if (amount > type(uint120).max) revert AmountOverflow(amount, type(uint120).max);
        _;
    }

    /// Locks `amount` of the payer's tokens, brought by `tokenCollector`. Once for each payment.
    function authorize(
        PaymentInfo calldata paymentInfo,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData
    ) external nonReentrant onlySender(paymentInfo.operator) validAmount(amount) {
        _checkPaymentInfo(paymentInfo, amount);
        _pass(paymentInfo.operator, paymentInfo.token, Flow.Authorize, amount);
        bytes32 paymentInfoHash = getHash(paymentInfo);
        if (paymentState[paymentInfoHash].hasCollectedPayment) revert PaymentAlreadyCollected(paymentInfoHash);
        paymentState[paymentInfoHash] = PaymentState(true, uint120(amount), 0);
        emit PaymentAuthorized(paymentInfoHash, paymentInfo, amount, tokenCollector);
        _collect(paymentInfo, amount, tokenCollector, collectorData, ITokenCollector.CollectorType.Payment);
    }

    /// Pays `amount` of what is locked: the fee (rounded down) to `feeReceiver`, the rest to the receiver.
    function capture(PaymentInfo calldata paymentInfo, uint256 amount, uint16 feeBps, address feeReceiver)
        external
        nonReentrant
        onlySender(paymentInfo.operator)
        validAmount(amount)
    {
        _checkFee(paymentInfo, feeBps, feeReceiver);
        if (block.timestamp >= paymentInfo.authorizationExpiry) {
            revert AfterAuthorizationExpiry(uint48(block.timestamp), paymentInfo.authorizationExpiry);
        }
        _pass(paymentInfo.operator, paymentInfo.token, Flow.Capture, amount);
        bytes32 paymentInfoHash = getHash(paymentInfo);
        PaymentState storage state = paymentState[paymentInfoHash];
        uint120 capturable = state.capturableAmount;
        if (capturable < amount) revert InsufficientAuthorization(paymentInfoHash, capturable, amount);
        state.capturableAmount = capturable - uint120(amount);
        state.refundableAmount += uint120(amount);
        emit PaymentCaptured(paymentInfoHash, amount, feeBps, feeReceiver);

        IERC20 token = IERC20(paymentInfo.token);
        uint256 fee = amount * feeBps / MAX_FEE_BPS;
        if (fee > 0) token.safeTransfer(feeReceiver, fee);
        if (amount > fee) token.safeTransfer(paymentInfo.receiver, amount - fee);
    }

    /// Gives all that is still locked back to the payer, at any time.
    function void(PaymentInfo calldata paymentInfo) external nonReentrant onlySender(paymentInfo.operator) {
        (bytes32 paymentInfoHash, uint256 amount) = _release(paymentInfo);
        emit PaymentVoided(paymentInfoHash, amount);
        IERC20(paymentInfo.token).safeTransfer(paymentInfo.payer, amount);
    }

    /// The payer's own way out, from the expiry of the authorization on.
    function reclaim(PaymentInfo calldata paymentInfo) external nonReentrant onlySender(paymentInfo.payer) {
        if (block.timestamp < paymentInfo.authorizationExpiry) {
            revert BeforeAuthorizationExpiry(uint48(block.timestamp), paymentInfo.authorizationExpiry);
        }
        (bytes32 paymentInfoHash, uint256 amount) = _release(paymentInfo);
        emit PaymentReclaimed(paymentInfoHash, amount);
        IERC20(paymentInfo.token).safeTransfer(paymentInfo.payer, amount);
    }

    /// Gives `amount` of what was captured back to the payer, with tokens that `tokenCollector` brings.
    function refund(
        PaymentInfo calldata paymentInfo,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData
    ) external nonReentrant onlySender(paymentInfo.operator) validAmount(amount) {
        if (block.timestamp >= paymentInfo.refundExpiry) {
            revert AfterRefundExpiry(uint48(block.timestamp), paymentInfo.refundExpiry);
        }
        bytes32 paymentInfoHash = getHash(paymentInfo);
        PaymentState storage state = paymentState[paymentInfoHash];
        uint120 captured = state.refundableAmount;
        if (captured < amount) revert RefundExceedsCapture(amount, captured);
        state.refundableAmount = captured - uint120(amount);
        emit PaymentRefunded(paymentInfoHash, amount, tokenCollector);
        _collect(paymentInfo, amount, tokenCollector, collectorData, ITokenCollector.CollectorType.Refund);
        IERC20(paymentInfo.token).safeTransfer(paymentInfo.payer, amount);
    }

    /// Identity of a payment on this chain and in this escrow. With payer 0 it is the payer's EIP-3009 nonce.
    function getHash(PaymentInfo calldata paymentInfo) public view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(PAYMENT_INFO_TYPEHASH, paymentInfo));
        return keccak256(abi.encode(block.chainid, address(this), structHash));
    }

    function _checkPaymentInfo(PaymentInfo calldata paymentInfo, uint256 amount) private view {
        if (amount > paymentInfo.maxAmount) revert ExceedsMaxAmount(amount, paymentInfo.maxAmount);
        uint48 preApprovalExpiry = paymentInfo.preApprovalExpiry;
        uint48 authorizationExpiry = paymentInfo.authorizationExpiry;
        uint48 refundExpiry = paymentInfo.refundExpiry;
        if (block.timestamp >= preApprovalExpiry) {
            revert AfterPreApprovalExpiry(uint48(block.timestamp), preApprovalExpiry);
        }
        if (preApprovalExpiry > authorizationExpiry || authorizationExpiry > refundExpiry) {
            revert InvalidExpiries(preApprovalExpiry, authorizationExpiry, refundExpiry);
        }
        if (paymentInfo.maxFeeBps > MAX_FEE_BPS) revert FeeBpsOverflow(paymentInfo.maxFeeBps);
        if (paymentInfo.minFeeBps > paymentInfo.maxFeeBps) {
            revert InvalidFeeBpsRange(paymentInfo.minFeeBps, paymentInfo.maxFeeBps);
        }
    }

    function _checkFee(PaymentInfo calldata paymentInfo, uint16 feeBps, address feeReceiver) private pure {
        if (feeBps < paymentInfo.minFeeBps || feeBps > paymentInfo.maxFeeBps) {
            revert FeeBpsOutOfRange(feeBps, paymentInfo.minFeeBps, paymentInfo.maxFeeBps);
        }
        if (paymentInfo.feeReceiver != address(0) && feeReceiver != paymentInfo.feeReceiver) {
            revert InvalidFeeReceiver(feeReceiver, paymentInfo.feeReceiver);
        }
        if (feeBps > 0 && feeReceiver == address(0)) revert ZeroFeeReceiver();
    }

    function _release(PaymentInfo calldata paymentInfo) private returns (bytes32 paymentInfoHash, uint256 amount) {
        paymentInfoHash = getHash(paymentInfo);
        amount = paymentState[paymentInfoHash].capturableAmount;
        if (amount == 0) revert ZeroAuthorization(paymentInfoHash);
        paymentState[paymentInfoHash].capturableAmount = 0;
    }

    /// Collectors are chosen by the operator, so what arrived is measured, not believed.
    function _collect(
        PaymentInfo calldata paymentInfo,
        uint256 amount,
        address tokenCollector,
        bytes calldata collectorData,
        ITokenCollector.CollectorType expectedType
    ) private {
        ITokenCollector collector = ITokenCollector(tokenCollector);
        if (collector.collectorType() != expectedType) revert InvalidCollectorForOperation();
        IERC20 token = IERC20(paymentInfo.token);
        uint256 balanceBefore = token.balanceOf(address(this));
        collector.collectTokens(paymentInfo, address(this), amount, collectorData);
        if (token.balanceOf(address(this)) != balanceBefore + amount) revert TokenCollectionFailed();
    }
}
