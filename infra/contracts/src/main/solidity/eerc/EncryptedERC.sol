// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {BabyJubJub, EGCT, Point} from "./BabyJubJub.sol";
import {EncryptedBalances} from "./EncryptedBalances.sol";
import {
    ITransferVerifier,
    IWithdrawVerifier,
    ProofPoints,
    TransferProof,
    WithdrawProof
} from "./Proofs.sol";
import {Registrar} from "./Registrar.sol";

/// ERC-20 tokens with encrypted balances, in converter mode: tokens go in and out by public amounts, and in between amounts are
/// known to sender, receiver and auditor alone. Who pays whom is public.
contract EncryptedERC is EncryptedBalances, Ownable2Step, ReentrancyGuard {
    using SafeERC20 for IERC20;

    /// Amounts and all balances of a token together fit a signed 64-bit integer, which is what the circuits prove.
    uint256 public constant MAX_AMOUNT = (1 << 63) - 1;
    uint256 private constant NONCE_LIMIT = 1 << 128;

    struct Token {
        address token;
        /// Units of the token for one of ours, or of ours for one of the token's; one of them is 1.
        uint64 tokenUnits;
        uint64 ourUnits;
        /// All encrypted balances together, in our units.
        uint256 total;
    }

    Registrar public immutable registrar;
    ITransferVerifier public immutable transferVerifier;
    IWithdrawVerifier public immutable withdrawVerifier;
    uint8 public immutable decimals;

    address public auditor;
    Point private _auditorKey;
    /// Token ids count from 1.
    Token[] private _tokens;
    mapping(address token => uint256 tokenId) public tokenIds;

    event AuditorChanged(address indexed oldAuditor, address indexed newAuditor);
    event TokenAdded(address indexed token, uint256 indexed tokenId);
    event Deposit(address indexed user, uint256 indexed tokenId, uint256 amount, uint256 dust);
    event PrivateTransfer(
        address indexed from,
        address indexed to,
        uint256 indexed tokenId,
        uint256[7] auditorPCT,
        address auditorAddress
    );
    event Withdraw(
        address indexed user, uint256 indexed tokenId, uint256 amount, uint256[7] auditorPCT, address auditorAddress
    );

    error InvalidProof();
    error InvalidAmount();
    error InvalidReceiver();
    error AuditorNotSet();
    error UnknownToken();
    error UserNotRegistered(address user);
    error UnsupportedToken(address token);

    constructor(
        address owner_,
        address registrar_,
        address transferVerifier_,
        address withdrawVerifier_,
        uint8 decimals_
    ) Ownable(owner_) {
        registrar = Registrar(registrar_);
        transferVerifier = ITransferVerifier(transferVerifier_);
        withdrawVerifier = IWithdrawVerifier(withdrawVerifier_);
        decimals = decimals_;
    }

    /// From the next transfer on this account's key is the auditor's; what went before stays encrypted for who was.
    function setAuditorPublicKey(address user) external onlyOwner {
        Point memory key = _keyOf(user);
        emit AuditorChanged(auditor, user);
        auditor = user;
        _auditorKey = key;
    }

    function auditorPublicKey() external view returns (uint256[2] memory) {
        return [_auditorKey.x, _auditorKey.y];
    }

    /// Takes tokens of the sender and adds them to the sender's encrypted balance.
    /// @param amount in the token's units; what our decimals cannot express is not taken
    /// @param amountPCT the amount encrypted by the sender for itself; not checked
    function deposit(uint256 amount, address token, uint256[7] calldata amountPCT) external nonReentrant {
        if (auditor == address(0)) revert AuditorNotSet();
        Point memory key = _keyOf(msg.sender);
        uint256 tokenId = _tokenId(token);
        Token storage entry = _tokens[tokenId - 1];
        uint256 dust = amount % entry.tokenUnits;
        uint256 taken = amount - dust;
        // The first bound keeps the product below 2^128.
        if (taken / entry.tokenUnits > MAX_AMOUNT) revert InvalidAmount();
        uint256 units = taken / entry.tokenUnits * entry.ourUnits;
        if (units == 0 || entry.total + units > MAX_AMOUNT) revert InvalidAmount();
        entry.total += units;

        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), taken);
        if (IERC20(token).balanceOf(address(this)) - before != taken) revert UnsupportedToken(token);

        // The amount is public, so the randomness may be: it is 1.
        EGCT memory encrypted =
            EGCT(BabyJubJub.generator(), BabyJubJub.add(BabyJubJub.multiple(units), key));
        _credit(msg.sender, tokenId, encrypted, amountPCT);
        emit Deposit(msg.sender, tokenId, units, dust);
    }

    /// Signals: 0-1 sender's key, 2-5 sender's balance, 6-9 amount for the sender, 10-11 receiver's key, 12-15 amount for the receiver,
    /// 16-22 receiver's PCT, 23-24 auditor's key, 25-31 auditor's PCT.
    /// @param senderBalancePCT the sender's balance after this, encrypted by the sender for itself; not checked
    function transfer(
        address to,
        uint256 tokenId,
        TransferProof calldata proof,
        uint256[7] calldata senderBalancePCT
    ) external nonReentrant {
        _requireToken(tokenId);
        if (to == msg.sender) revert InvalidReceiver();
        uint256[32] calldata signals = proof.publicSignals;
        _requireKey(_keyOf(msg.sender), signals[0], signals[1]);
        _requireKey(_keyOf(to), signals[10], signals[11]);
        _requireAuditor(signals[23], signals[24]);
        if (signals[22] >= NONCE_LIMIT || signals[31] >= NONCE_LIMIT) revert InvalidProof();
        uint256 covered = _covered(msg.sender, tokenId, _cipher(signals[2], signals[3], signals[4], signals[5]));
        ProofPoints calldata points = proof.proofPoints;
        if (!transferVerifier.verifyProof(points.a, points.b, points.c, signals)) revert InvalidProof();

        _spend(
            msg.sender,
            tokenId,
            covered,
            _cipher(signals[6], signals[7], signals[8], signals[9]),
            senderBalancePCT
        );
        uint256[7] memory pct;
        uint256[7] memory auditorPct;
        for (uint256 i = 0; i < 7; i++) {
            pct[i] = signals[16 + i];
            auditorPct[i] = signals[25 + i];
        }
        _credit(to, tokenId, _cipher(signals[12], signals[13], signals[14], signals[15]), pct);
        emit PrivateTransfer(msg.sender, to, tokenId, auditorPct, auditor);
    }

    /// Signals: 0 amount in our units, 1-2 key, 3-6 balance, 7-8 auditor's key, 9-15 auditor's PCT.
    /// @param balancePCT the balance after this, encrypted by the sender for itself; not checked
    function withdraw(uint256 tokenId, WithdrawProof calldata proof, uint256[7] calldata balancePCT)
        external
        nonReentrant
    {
        _requireToken(tokenId);
        uint256[16] calldata signals = proof.publicSignals;
        _requireKey(_keyOf(msg.sender), signals[1], signals[2]);
        _requireAuditor(signals[7], signals[8]);
        uint256 amount = signals[0];
        if (signals[15] >= NONCE_LIMIT) revert InvalidProof();
        uint256 covered = _covered(msg.sender, tokenId, _cipher(signals[3], signals[4], signals[5], signals[6]));
        ProofPoints calldata points = proof.proofPoints;
        if (!withdrawVerifier.verifyProof(points.a, points.b, points.c, signals)) revert InvalidProof();

        Token storage entry = _tokens[tokenId - 1];
        if (amount == 0 || amount % entry.ourUnits != 0) revert InvalidAmount();
        entry.total -= amount;
        // The neutral point as randomness: the amount is public.
        EGCT memory spent = EGCT(Point(0, 1), BabyJubJub.multiple(amount));
        _spend(msg.sender, tokenId, covered, spent, balancePCT);
        IERC20(entry.token).safeTransfer(msg.sender, amount / entry.ourUnits * entry.tokenUnits);

        uint256[7] memory auditorPct;
        for (uint256 i = 0; i < 7; i++) {
            auditorPct[i] = signals[9 + i];
        }
        emit Withdraw(msg.sender, tokenId, amount, auditorPct, auditor);
    }

    /// Address of a token by its id.
    function tokenAddresses(uint256 tokenId) external view returns (address) {
        _requireToken(tokenId);
        return _tokens[tokenId - 1].token;
    }

    /// What all encrypted balances of a token come to, in our units; the contract holds at least that.
    function totalUnits(uint256 tokenId) external view returns (uint256) {
        _requireToken(tokenId);
        return _tokens[tokenId - 1].total;
    }

    function _tokenId(address token) private returns (uint256 tokenId) {
        tokenId = tokenIds[token];
        if (tokenId != 0) return tokenId;
        uint8 theirs = IERC20Metadata(token).decimals();
        uint8 difference = theirs > decimals ? theirs - decimals : decimals - theirs;
        if (difference > 18) revert UnsupportedToken(token);
        uint64 scale = uint64(10 ** uint256(difference));
        _tokens.push(Token(token, theirs > decimals ? scale : 1, theirs > decimals ? 1 : scale, 0));
        tokenId = _tokens.length;
        tokenIds[token] = tokenId;
        emit TokenAdded(token, tokenId);
    }

    function _requireToken(uint256 tokenId) private view {
        if (tokenId == 0 || tokenId > _tokens.length) revert UnknownToken();
    }

    function _requireAuditor(uint256 x, uint256 y) private view {
        if (auditor == address(0)) revert AuditorNotSet();
        _requireKey(_auditorKey, x, y);
    }

    function _requireKey(Point memory key, uint256 x, uint256 y) private pure {
        if (key.x != x || key.y != y) revert InvalidProof();
    }

    function _keyOf(address user) private view returns (Point memory) {
        uint256[2] memory key = registrar.getUserPublicKey(user);
        if (key[0] == 0) revert UserNotRegistered(user);
        return Point(key[0], key[1]);
    }

    function _cipher(uint256 x1, uint256 y1, uint256 x2, uint256 y2) private pure returns (EGCT memory) {
        return EGCT(Point(x1, y1), Point(x2, y2));
    }

    /// A proof about a balance that the account does not have is no proof.
    function _covered(address user, uint256 tokenId, EGCT memory balance) private view returns (uint256) {
        (bool known, uint256 credits) = _creditsIn(user, tokenId, balance);
        if (!known) revert InvalidProof();
        return credits;
    }
}
