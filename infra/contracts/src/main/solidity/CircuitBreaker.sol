// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// Stops what goes wrong before it goes far: a guardian pauses, the owner unpauses and sets how much may pass in a window of
/// time. Neither can move money, and contracts that use this leave the ways out to payers unguarded.
///
/// Caps are per operator: whoever likes can be the operator of payments of their own, and must not use up another's cap.
/// Windows are aligned to multiples of their length since the Unix epoch; what passes within one never exceeds the cap, so
/// in any time of that length at most twice the cap passes.
abstract contract CircuitBreaker is Ownable2Step {
    /// What is counted, each by itself.
    enum Flow {
        Authorize,
        Capture
    }

    /// `windowS` 0: no cap.
    struct Cap {
        uint128 amount;
        uint32 windowS;
    }

    struct Used {
        uint128 amount;
        uint128 window;
    }

    /// Stands for every token in `pause`, `unpause` and `paused`.
    address public constant EVERY_TOKEN = address(0);

    address public guardian;
    mapping(address token => bool) public paused;
    mapping(address operator => mapping(address token => mapping(Flow flow => Cap))) public caps;
    mapping(address operator => mapping(address token => mapping(Flow flow => Used))) private _used;

    event PauseSet(address indexed token, bool paused, address by);
    event GuardianSet(address guardian);
    event CapSet(address indexed operator, address indexed token, Flow flow, uint128 amount, uint32 windowS);

    error TokenPaused(address token);
    error OverCap(address operator, address token, Flow flow, uint256 amount, uint256 left);
    error NotGuardian(address sender);

    constructor(address owner, address firstGuardian) Ownable(owner) {
        guardian = firstGuardian;
        emit GuardianSet(firstGuardian);
    }

    /// Stops authorizations and captures of a token, or of all.
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

    /// Starts a new window.
    function setCap(address operator, address token, Flow flow, uint128 amount, uint32 windowS) external onlyOwner {
        caps[operator][token][flow] = Cap(amount, windowS);
        delete _used[operator][token][flow];
        emit CapSet(operator, token, flow, amount, windowS);
    }

    /// What may still pass now; the greatest number where there is no cap, nothing while paused.
    function left(address operator, address token, Flow flow) external view returns (uint256) {
        if (paused[token] || paused[EVERY_TOKEN]) return 0;
        Cap memory cap = caps[operator][token][flow];
        if (cap.windowS == 0) return type(uint256).max;
        uint256 used = _usedNow(operator, token, flow, cap);
        return cap.amount > used ? cap.amount - used : 0;
    }

    /// Reverts when `amount` may not pass, counts it otherwise.
    function _pass(address operator, address token, Flow flow, uint256 amount) internal {
        if (paused[EVERY_TOKEN]) revert TokenPaused(EVERY_TOKEN);
        if (paused[token]) revert TokenPaused(token);
        Cap memory cap = caps[operator][token][flow];
        if (cap.windowS == 0) return;
        uint256 used = _usedNow(operator, token, flow, cap);
        if (used + amount > cap.amount) {
            revert OverCap(operator, token, flow, amount, cap.amount > used ? cap.amount - used : 0);
        }
        _used[operator][token][flow] = Used(uint128(used + amount), uint128(block.timestamp / cap.windowS));
    }

    function _usedNow(address operator, address token, Flow flow, Cap memory cap) private view returns (uint256) {
        Used memory used = _used[operator][token][flow];
        return used.window == block.timestamp / cap.windowS ? used.amount : 0;
    }
}
