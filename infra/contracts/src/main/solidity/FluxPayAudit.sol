// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// Public trail of ESCROW intents and of the Merkle roots of the ledger. It holds no money. The owner is the operator;
/// nothing recorded can be changed, also not by the owner. Amounts are micro-USDC, times Unix seconds.
contract FluxPayAudit is Ownable2Step {
    enum Status {
        None,
        Recorded,
        Settled,
        Refunded
    }

    struct Intent {
        Status status;
        uint120 amount;
        address payer;
    }

    struct Opening {
        bytes32 id;
        address payer;
        uint256 amount;
        uint256 expiry;
    }

    struct Settlement {
        bytes32 id;
        address provider;
        uint256 amount;
        bytes32 nexusTx;
    }

    struct Refund {
        bytes32 id;
        bytes32 refundTx;
    }

    mapping(bytes32 id => Intent) public intents;
    mapping(uint256 batchId => bytes32) public roots;
    bytes32 public lastRoot;
    uint256 public lastBatchId;

    event IntentRecorded(bytes32 indexed id, address indexed payer, uint256 amount, uint256 expiry);
    event SettlementRecorded(bytes32 indexed id, address indexed provider, uint256 amount, bytes32 nexusTx);
    event RefundRecorded(bytes32 indexed id, bytes32 refundTx);
    event RootAnchored(uint256 indexed batchId, bytes32 root, bytes32 prevRoot);

    error InvalidIntent(bytes32 id);
    error AlreadyRecorded(bytes32 id);
    error NotRecorded(bytes32 id);
    error AlreadyClosed(bytes32 id, Status status);
    error ExceedsIntent(bytes32 id, uint256 amount, uint256 maxAmount);
    error ZeroRoot();
    error BrokenChain(bytes32 prevRoot, bytes32 lastRoot);
    error BatchNotNext(uint256 batchId, uint256 lastBatchId);

    constructor(address operator) Ownable(operator) {}

    function recordIntent(bytes32 id, address payer, uint256 amount, uint256 expiry) external onlyOwner {
        _recordIntent(id, payer, amount, expiry);
    }

    function recordSettlement(bytes32 id, address provider, uint256 amount, bytes32 nexusTx) external onlyOwner {
        _recordSettlement(id, provider, amount, nexusTx);
    }

    function recordRefund(bytes32 id, bytes32 refundTx) external onlyOwner {
        _recordRefund(id, refundTx);
    }

    /// All or none, as the next two.
    function recordIntents(Opening[] calldata all) external onlyOwner {
        for (uint256 i = 0; i < all.length; i++) {
            _recordIntent(all[i].id, all[i].payer, all[i].amount, all[i].expiry);
        }
    }

    function recordSettlements(Settlement[] calldata all) external onlyOwner {
        for (uint256 i = 0; i < all.length; i++) {
            _recordSettlement(all[i].id, all[i].provider, all[i].amount, all[i].nexusTx);
        }
    }

    function recordRefunds(Refund[] calldata all) external onlyOwner {
        for (uint256 i = 0; i < all.length; i++) {
            _recordRefund(all[i].id, all[i].refundTx);
        }
    }

    /// Appends a batch's Merkle root. Each names the one before, so that a dropped or reordered batch is visible.
    function anchor(bytes32 root, bytes32 prevRoot, uint256 batchId) external onlyOwner {
        if (root == 0) revert ZeroRoot();
        if (prevRoot != lastRoot) revert BrokenChain(prevRoot, lastRoot);
        if (batchId <= lastBatchId) revert BatchNotNext(batchId, lastBatchId);
        lastRoot = root;
        roots[batchId] = root;
        lastBatchId = batchId;
        emit RootAnchored(batchId, root, prevRoot);
    }

    /// Whether a leaf is under an anchored batch's root, in the form of OpenZeppelin's StandardMerkleTree.
    /// `values`: the leaf's values in ABI encoding. False for a batch that was not anchored.
    function verify(uint256 batchId, bytes calldata values, bytes32[] calldata proof) external view returns (bool) {
        bytes32 root = roots[batchId];
        // Hashed twice, so that no inner node of the tree can be shown as a leaf.
        bytes32 leaf = keccak256(bytes.concat(keccak256(values)));
        return root != 0 && MerkleProof.verifyCalldata(proof, root, leaf);
    }

    function _recordIntent(bytes32 id, address payer, uint256 amount, uint256 expiry) private {
        if (id == 0 || payer == address(0) || amount == 0 || amount > type(uint120).max) revert InvalidIntent(id);
        if (intents[id].status != Status.None) revert AlreadyRecorded(id);
        intents[id] = Intent(Status.Recorded, uint120(amount), payer);
        emit IntentRecorded(id, payer, amount, expiry);
    }

    function _recordSettlement(bytes32 id, address provider, uint256 amount, bytes32 nexusTx) private {
        uint256 maxAmount = _close(id, Status.Settled);
        if (amount > maxAmount) revert ExceedsIntent(id, amount, maxAmount);
        emit SettlementRecorded(id, provider, amount, nexusTx);
    }

    function _recordRefund(bytes32 id, bytes32 refundTx) private {
        _close(id, Status.Refunded);
        emit RefundRecorded(id, refundTx);
    }

    function _close(bytes32 id, Status status) private returns (uint256 amount) {
        Intent storage intent = intents[id];
        if (intent.status == Status.None) revert NotRecorded(id);
        if (intent.status != Status.Recorded) revert AlreadyClosed(id, intent.status);
        intent.status = status;
        return intent.amount;
    }
}
