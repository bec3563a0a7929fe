// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC3009} from "./IERC3009.sol";

/// Stands for an integrated bridge: one such contract on each chain, tokens are locked on one and released from the
/// liquidity of the other when M of N attesters say that the lock is final. Its shape (lock, attestation, release, limited
/// liquidity, time-out) is that of public bridges; its trust is that of its attesters.
///
/// A transfer ends in one of two ways. Released on the destination; or cancelled there after its expiry, and then refunded
/// on the source with its fee. One state on the destination decides between both, and attesters sign a refund only when
/// they see the cancellation final, so no transfer is paid twice.
///
/// Liquidity is what the contract holds above its fees: it grows by locks and by plain transfers to this address, which
/// cannot be taken back. The same token must have the same decimals on both sides.
contract FluxBridge is EIP712, Ownable2Step, ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Transfer {
        uint256 sourceChainId;
        address sourceBridge;
        address sourceToken;
        uint256 destinationChainId;
        address destinationBridge;
        address destinationToken;
        uint256 nonce; // consecutive from 1 for each source and destination
        address sender;
        address recipient;
        uint256 amount; // what the recipient gets
        uint256 fee; // what the bridge kept on the source, on top
        uint256 expiry; // Unix seconds; may be cancelled from then on
    }

    /// Locked and Refunded are states on the source, Released and Cancelled on the destination.
    enum State {
        None,
        Locked,
        Refunded,
        Released,
        Cancelled
    }

    struct Route {
        address remoteToken;
        uint128 flatFee;
        uint16 feeBps;
    }

    /// A lock that the sender signed as an EIP-3009 ReceiveWithAuthorization to this bridge.
    struct SignedLock {
        address token;
        address sender;
        uint256 amount;
        uint256 destinationChainId;
        address recipient;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 salt;
    }

    bytes32 public constant TRANSFER_TYPEHASH = keccak256(
        "Transfer(uint256 sourceChainId,address sourceBridge,address sourceToken,uint256 destinationChainId,address destinationBridge,address destinationToken,uint256 nonce,address sender,address recipient,uint256 amount,uint256 fee,uint256 expiry)"
    );
    bytes32 public constant RELEASE_TYPEHASH = keccak256(
        "Release(Transfer transfer)Transfer(uint256 sourceChainId,address sourceBridge,address sourceToken,uint256 destinationChainId,address destinationBridge,address destinationToken,uint256 nonce,address sender,address recipient,uint256 amount,uint256 fee,uint256 expiry)"
    );
    bytes32 public constant CANCEL_TYPEHASH = keccak256(
        "Cancel(Transfer transfer)Transfer(uint256 sourceChainId,address sourceBridge,address sourceToken,uint256 destinationChainId,address destinationBridge,address destinationToken,uint256 nonce,address sender,address recipient,uint256 amount,uint256 fee,uint256 expiry)"
    );
    bytes32 public constant REFUND_TYPEHASH = keccak256(
        "Refund(Transfer transfer)Transfer(uint256 sourceChainId,address sourceBridge,address sourceToken,uint256 destinationChainId,address destinationBridge,address destinationToken,uint256 nonce,address sender,address recipient,uint256 amount,uint256 fee,uint256 expiry)"
    );
    uint256 internal constant BPS = 10_000;
    uint256 internal constant SIGNATURE_BYTES = 65;

    /// How long after its lock a transfer may be cancelled, in seconds.
    uint256 public immutable cancelAfterS;
    address public guardian;
    address[] public attesters;
    mapping(address account => bool) public isAttester;
    uint256 public threshold;
    mapping(uint256 chainId => address) public peers;
    mapping(address token => mapping(uint256 chainId => Route)) public routes;
    mapping(address token => bool) public paused;
    mapping(uint256 destinationChainId => uint256) public lastNonce;
    mapping(bytes32 transferId => State) public stateOf;
    mapping(address token => uint256) public fees;

    event TransferLocked(
        bytes32 indexed transferId,
        uint256 indexed destinationChainId,
        uint256 nonce,
        address token,
        address sender,
        address recipient,
        uint256 amount,
        uint256 fee,
        address destinationBridge,
        address destinationToken,
        uint256 expiry
    );
    event TransferReleased(
        bytes32 indexed transferId,
        uint256 indexed sourceChainId,
        uint256 nonce,
        address token,
        address recipient,
        uint256 amount
    );
    event TransferCancelled(bytes32 indexed transferId, uint256 indexed sourceChainId, uint256 nonce);
    event TransferRefunded(
        bytes32 indexed transferId,
        uint256 indexed destinationChainId,
        uint256 nonce,
        address token,
        address sender,
        uint256 amount
    );
    event PauseSet(address indexed token, bool paused, address by);
    event GuardianSet(address guardian);
    event AttestersSet(address[] attesters, uint256 threshold);
    event PeerSet(uint256 indexed chainId, address bridge);
    event RouteSet(
        address indexed token, uint256 indexed chainId, address remoteToken, uint128 flatFee, uint16 feeBps
    );
    event FeesCollected(address indexed token, address to, uint256 amount);

    error TokenPaused(address token);
    error NoRoute(address token, uint256 chainId);
    error NoPeer(uint256 chainId, address bridge);
    error WrongBridge(uint256 chainId, address bridge);
    error FeeExceedsAmount(uint256 fee, uint256 amount);
    error ZeroRecipient();
    error WrongAmountReceived(uint256 received, uint256 amount);
    error NotLocked(bytes32 transferId, State state);
    error AlreadyDecided(bytes32 transferId, State state);
    error BeforeExpiry(uint256 timestamp, uint256 expiry);
    error InsufficientLiquidity(address token, uint256 available, uint256 amount);
    error WrongAttestationCount(uint256 bytesGiven, uint256 threshold);
    error NotAttested(address signer);
    error AttestersNotAscending(address attester);
    error InvalidThreshold(uint256 threshold, uint256 attesters);
    error FeeBpsOverflow(uint16 feeBps);
    error NotGuardian(address sender);

    constructor(address owner, uint256 cancelAfterSeconds) EIP712("FluxBridge", "1") Ownable(owner) {
        cancelAfterS = cancelAfterSeconds;
    }

    /// Takes `amount` of the sender's tokens. The recipient gets it on the other chain, less the fee.
    function lock(address token, uint256 amount, uint256 destinationChainId, address recipient)
        external
        nonReentrant
        returns (bytes32 transferId)
    {
        _requireOpen(token);
        uint256 balanceBefore = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        return _lock(token, msg.sender, amount, destinationChainId, recipient, balanceBefore);
    }

    /// As `lock`, by the sender's signature: anybody may send it, and the token accepts it once.
    function lockWithAuthorization(SignedLock calldata signed, bytes calldata signature)
        external
        nonReentrant
        returns (bytes32 transferId)
    {
        _requireOpen(signed.token);
        uint256 balanceBefore = IERC20(signed.token).balanceOf(address(this));
        IERC3009(signed.token).receiveWithAuthorization(
            signed.sender,
            address(this),
            signed.amount,
            signed.validAfter,
            signed.validBefore,
            authorizationNonce(signed.destinationChainId, signed.recipient, signed.salt),
            signature
        );
        return _lock(
            signed.token, signed.sender, signed.amount, signed.destinationChainId, signed.recipient, balanceBefore
        );
    }

    /// The EIP-3009 nonce that binds an authorization to where its tokens go.
    function authorizationNonce(uint256 destinationChainId, address recipient, bytes32 salt)
        public
        view
        returns (bytes32)
    {
        return keccak256(abi.encode(block.chainid, address(this), destinationChainId, recipient, salt));
    }

    /// Pays the recipient, once. Fails and can be tried again while there is not enough liquidity.
    /// `attestations`: signatures of `threshold` attesters over the Release, 65 bytes each, by ascending address.
    function release(Transfer calldata transfer, bytes calldata attestations) external nonReentrant {
        _requireOpen(transfer.destinationToken);
        bytes32 transferId = _requireUndecided(transfer);
        _requireAttested(RELEASE_TYPEHASH, transferId, attestations);
        stateOf[transferId] = State.Released;
        emit TransferReleased(
            transferId,
            transfer.sourceChainId,
            transfer.nonce,
            transfer.destinationToken,
            transfer.recipient,
            transfer.amount
        );
        _pay(transfer.destinationToken, transfer.recipient, transfer.amount);
    }

    /// Decides on the destination, after the expiry, that a transfer will never be released. Works while paused.
    function cancel(Transfer calldata transfer, bytes calldata attestations) external nonReentrant {
        bytes32 transferId = _requireUndecided(transfer);
        if (block.timestamp < transfer.expiry) revert BeforeExpiry(block.timestamp, transfer.expiry);
        _requireAttested(CANCEL_TYPEHASH, transferId, attestations);
        stateOf[transferId] = State.Cancelled;
        emit TransferCancelled(transferId, transfer.sourceChainId, transfer.nonce);
    }

    /// Gives a cancelled transfer back to its sender on the source, with the fee. Works while paused.
    function refund(Transfer calldata transfer, bytes calldata attestations) external nonReentrant {
        _requireThisBridge(transfer.sourceChainId, transfer.sourceBridge);
        bytes32 transferId = idOf(transfer);
        if (stateOf[transferId] != State.Locked) revert NotLocked(transferId, stateOf[transferId]);
        _requireAttested(REFUND_TYPEHASH, transferId, attestations);
        stateOf[transferId] = State.Refunded;
        address token = transfer.sourceToken;
        uint256 held = fees[token];
        // A fee that was collected already comes out of the liquidity.
        fees[token] = held > transfer.fee ? held - transfer.fee : 0;
        uint256 amount = transfer.amount + transfer.fee;
        emit TransferRefunded(
            transferId, transfer.destinationChainId, transfer.nonce, token, transfer.sender, amount
        );
        _pay(token, transfer.sender, amount);
    }

    /// What a lock of `amount` would cost and give, and whether it would pass now. Whether the destination can pay is the
    /// destination's `liquidity` of the remote token.
    function quote(address token, uint256 amount, uint256 destinationChainId)
        public
        view
        returns (uint256 fee, uint256 receives, bool available)
    {
        Route storage route = routes[token][destinationChainId];
        fee = route.flatFee + amount * route.feeBps / BPS;
        receives = amount > fee ? amount - fee : 0;
        available = receives > 0 && route.remoteToken != address(0) && peers[destinationChainId] != address(0)
            && !paused[token];
    }

    /// What can be released on this chain now.
    function liquidity(address token) public view returns (uint256) {
        uint256 balance = IERC20(token).balanceOf(address(this));
        uint256 held = fees[token];
        return balance > held ? balance - held : 0;
    }

    /// Identity of a transfer on both chains: its EIP-712 struct hash.
    function idOf(Transfer calldata transfer) public pure returns (bytes32) {
        return keccak256(abi.encode(TRANSFER_TYPEHASH, transfer));
    }

    /// What attesters sign; `typehash` is one of this contract's three. Release and Cancel are signed for the destination's
    /// contract, Refund for the source's.
    function digestOf(bytes32 typehash, Transfer calldata transfer) external view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(typehash, idOf(transfer))));
    }

    /// Stops locks and releases of a token; refunds go on.
    function pause(address token) external {
        if (msg.sender != guardian && msg.sender != owner()) revert NotGuardian(msg.sender);
        paused[token] = true;
        emit PauseSet(token, true, msg.sender);
    }

    function unpause(address token) external onlyOwner {
        paused[token] = false;
        emit PauseSet(token, false, msg.sender);
    }

    function setGuardian(address newGuardian) external onlyOwner {
        guardian = newGuardian;
        emit GuardianSet(newGuardian);
    }

    /// `newAttesters` by ascending address.
    function setAttesters(address[] calldata newAttesters, uint256 newThreshold) external onlyOwner {
        if (newThreshold == 0 || newThreshold > newAttesters.length) {
            revert InvalidThreshold(newThreshold, newAttesters.length);
        }
        for (uint256 i = 0; i < attesters.length; i++) {
            isAttester[attesters[i]] = false;
        }
        address last = address(0);
        for (uint256 i = 0; i < newAttesters.length; i++) {
            if (newAttesters[i] <= last) revert AttestersNotAscending(newAttesters[i]);
            last = newAttesters[i];
            isAttester[last] = true;
        }
        attesters = newAttesters;
        threshold = newThreshold;
        emit AttestersSet(newAttesters, newThreshold);
    }

    function setPeer(uint256 chainId, address bridge) external onlyOwner {
        peers[chainId] = bridge;
        emit PeerSet(chainId, bridge);
    }

    /// `remoteToken` zero closes the route. Fees are in the token's smallest unit.
    function setRoute(address token, uint256 chainId, address remoteToken, uint128 flatFee, uint16 feeBps)
        external
        onlyOwner
    {
        if (feeBps > BPS) revert FeeBpsOverflow(feeBps);
        routes[token][chainId] = Route(remoteToken, flatFee, feeBps);
        emit RouteSet(token, chainId, remoteToken, flatFee, feeBps);
    }

    function collectFees(address token, address to) external onlyOwner {
        uint256 amount = fees[token];
        fees[token] = 0;
        emit FeesCollected(token, to, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    function _lock(
        address token,
        address sender,
        uint256 amount,
        uint256 destinationChainId,
        address recipient,
        uint256 balanceBefore
    ) private returns (bytes32 transferId) {
        uint256 received = IERC20(token).balanceOf(address(this)) - balanceBefore;
        if (received != amount) revert WrongAmountReceived(received, amount);
        Transfer memory transfer = _newTransfer(token, sender, amount, destinationChainId, recipient);
        transferId = keccak256(abi.encode(TRANSFER_TYPEHASH, transfer));
        stateOf[transferId] = State.Locked;
        fees[token] += transfer.fee;
        emit TransferLocked(
            transferId,
            destinationChainId,
            transfer.nonce,
            token,
            sender,
            recipient,
            transfer.amount,
            transfer.fee,
            transfer.destinationBridge,
            transfer.destinationToken,
            transfer.expiry
        );
    }

    function _newTransfer(
        address token,
        address sender,
        uint256 amount,
        uint256 destinationChainId,
        address recipient
    ) private returns (Transfer memory transfer) {
        if (recipient == address(0)) revert ZeroRecipient();
        transfer.destinationBridge = peers[destinationChainId];
        if (transfer.destinationBridge == address(0)) revert NoPeer(destinationChainId, address(0));
        transfer.destinationToken = routes[token][destinationChainId].remoteToken;
        if (transfer.destinationToken == address(0)) revert NoRoute(token, destinationChainId);
        (transfer.fee, transfer.amount,) = quote(token, amount, destinationChainId);
        if (transfer.amount == 0) revert FeeExceedsAmount(transfer.fee, amount);
        transfer.sourceChainId = block.chainid;
        transfer.sourceBridge = address(this);
        transfer.sourceToken = token;
        transfer.destinationChainId = destinationChainId;
        transfer.nonce = ++lastNonce[destinationChainId];
        transfer.sender = sender;
        transfer.recipient = recipient;
        transfer.expiry = block.timestamp + cancelAfterS;
    }

    function _pay(address token, address to, uint256 amount) private {
        uint256 available = liquidity(token);
        if (available < amount) revert InsufficientLiquidity(token, available, amount);
        IERC20(token).safeTransfer(to, amount);
    }

    function _requireOpen(address token) private view {
        if (paused[token]) revert TokenPaused(token);
    }

    function _requireThisBridge(uint256 chainId, address bridge) private view {
        if (chainId != block.chainid || bridge != address(this)) revert WrongBridge(chainId, bridge);
    }

    /// That this is the destination of a transfer from the bridge that we know, and that it is not decided yet.
    function _requireUndecided(Transfer calldata transfer) private view returns (bytes32 transferId) {
        _requireThisBridge(transfer.destinationChainId, transfer.destinationBridge);
        if (transfer.sourceBridge == address(0) || peers[transfer.sourceChainId] != transfer.sourceBridge) {
            revert NoPeer(transfer.sourceChainId, transfer.sourceBridge);
        }
        if (routes[transfer.destinationToken][transfer.sourceChainId].remoteToken != transfer.sourceToken) {
            revert NoRoute(transfer.destinationToken, transfer.sourceChainId);
        }
        transferId = idOf(transfer);
        if (stateOf[transferId] != State.None) revert AlreadyDecided(transferId, stateOf[transferId]);
    }

    function _requireAttested(bytes32 typehash, bytes32 transferId, bytes calldata attestations) private view {
        uint256 needed = threshold;
        if (needed == 0 || attestations.length != needed * SIGNATURE_BYTES) {
            revert WrongAttestationCount(attestations.length, needed);
        }
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(typehash, transferId)));
        address last = address(0);
        for (uint256 i = 0; i < needed; i++) {
            bytes calldata signature = attestations[i * SIGNATURE_BYTES:(i + 1) * SIGNATURE_BYTES];
            (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
            if (problem != ECDSA.RecoverError.NoError || !isAttester[signer]) revert NotAttested(signer);
            if (signer <= last) revert AttestersNotAscending(signer);
            last = signer;
        }
    }
}
