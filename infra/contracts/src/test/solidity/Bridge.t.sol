// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {FluxBridge} from "../../main/solidity/FluxBridge.sol";
import {Money} from "./Money.sol";
import {Cheats} from "./Vm.sol";

/// Both ends of the bridge in one machine, which says another chain id at each.
contract BridgePeople is Cheats {
    uint256 constant HERE = 43114;
    uint256 constant THERE = 42161;
    uint256 constant LIQUIDITY = 5e9;
    uint256 constant MONEY = 1e12;
    uint256 constant CANCEL_AFTER_S = 1 hours;

    Money public immutable moneyHere = new Money();
    Money public immutable moneyThere = new Money();
    FluxBridge public immutable here;
    FluxBridge public immutable there;
    uint256[3] keys;
    FluxBridge.Transfer[] transfers;
    mapping(bytes32 id => uint256) public releases;
    mapping(bytes32 id => uint256) public refundsOf;

    uint256 public lockedGross;
    uint256 public lockedNet;
    uint256 public released;
    uint256 public refunded;
    bool public wrong;

    constructor() {
        keys = [uint256(0x1001), 0x1002, 0x1003];
        _sortKeys();
        address[] memory attesters = new address[](3);
        for (uint256 i = 0; i < 3; i++) {
            attesters[i] = vm.addr(keys[i]);
        }
        vm.chainId(HERE);
        here = new FluxBridge(address(this), CANCEL_AFTER_S);
        vm.chainId(THERE);
        there = new FluxBridge(address(this), CANCEL_AFTER_S);
        here.setAttesters(attesters, 2);
        there.setAttesters(attesters, 2);
        here.setPeer(THERE, address(there));
        there.setPeer(HERE, address(here));
        here.setRoute(address(moneyHere), THERE, address(moneyThere), 1_000, 5);
        there.setRoute(address(moneyThere), HERE, address(moneyHere), 1_000, 5);
        moneyThere.mint(address(there), LIQUIDITY);
        moneyHere.mint(address(this), MONEY);
        moneyHere.approve(address(here), type(uint256).max);
    }

    function lock(uint256 amount, uint8 recipient) external {
        amount = bounded(amount, 1, 3e9);
        address to = address(uint160(0xC0 + recipient % 4));
        vm.chainId(HERE);
        uint256 nonce = here.lastNonce(THERE);
        (uint256 fee, uint256 receives,) = here.quote(address(moneyHere), amount, THERE);
        try here.lock(address(moneyHere), amount, THERE, to) returns (bytes32 id) {
            FluxBridge.Transfer memory transfer = FluxBridge.Transfer(
                HERE,
                address(here),
                address(moneyHere),
                THERE,
                address(there),
                address(moneyThere),
                nonce + 1,
                address(this),
                to,
                receives,
                fee,
                block.timestamp + CANCEL_AFTER_S
            );
            if (here.idOf(transfer) != id || fee + receives != amount) wrong = true;
            transfers.push(transfer);
            lockedGross += amount;
            lockedNet += receives;
        } catch {
            if (here.lastNonce(THERE) != nonce) wrong = true;
        }
    }

    function release(uint256 which, uint256 pair) external {
        if (transfers.length == 0) return;
        FluxBridge.Transfer memory transfer = transfers[which % transfers.length];
        vm.chainId(THERE);
        bytes32 id = there.idOf(transfer);
        FluxBridge.State before = there.stateOf(id);
        bool closed = before != FluxBridge.State.None || there.paused(address(moneyThere));
        bytes memory signatures = _attest(there, there.RELEASE_TYPEHASH(), transfer, pair);
        try there.release(transfer, signatures) {
            if (closed) wrong = true;
            releases[id]++;
            released += transfer.amount;
        } catch {
            // With liquidity and no reason against it, a release goes through.
            if (!closed && there.liquidity(address(moneyThere)) >= transfer.amount) wrong = true;
        }
    }

    function cancel(uint256 which, uint256 pair) external {
        if (transfers.length == 0) return;
        FluxBridge.Transfer memory transfer = transfers[which % transfers.length];
        vm.chainId(THERE);
        FluxBridge.State before = there.stateOf(there.idOf(transfer));
        bool possible = before == FluxBridge.State.None && block.timestamp >= transfer.expiry;
        bytes memory signatures = _attest(there, there.CANCEL_TYPEHASH(), transfer, pair);
        try there.cancel(transfer, signatures) {
            if (!possible) wrong = true;
        } catch {
            if (possible) wrong = true;
        }
    }

    /// Attesters sign a refund only of what they see cancelled; whoever else signs is no attester.
    function refund(uint256 which, uint256 pair) external {
        if (transfers.length == 0) return;
        FluxBridge.Transfer memory transfer = transfers[which % transfers.length];
        bytes32 id = there.idOf(transfer);
        bool cancelled = there.stateOf(id) == FluxBridge.State.Cancelled;
        vm.chainId(HERE);
        bool possible = cancelled && here.stateOf(id) == FluxBridge.State.Locked;
        // Without the attesters' word there is only that of the release, which is for another contract and purpose.
        bytes32 typehash = cancelled ? here.REFUND_TYPEHASH() : here.RELEASE_TYPEHASH();
        bytes memory signatures = _attest(here, typehash, transfer, pair);
        try here.refund(transfer, signatures) {
            if (!possible) wrong = true;
            refundsOf[id]++;
            refunded += transfer.amount + transfer.fee;
        } catch {
            if (possible) wrong = true;
        }
    }

    /// What was attested for one transfer is no word for another.
    function forge(uint256 which, uint256 amount, uint8 field) external {
        if (transfers.length == 0) return;
        FluxBridge.Transfer memory transfer = transfers[which % transfers.length];
        vm.chainId(THERE);
        bytes memory signatures = _attest(there, there.RELEASE_TYPEHASH(), transfer, 0);
        if (field % 4 == 0) transfer.amount = bounded(amount, transfer.amount + 1, 1e12);
        else if (field % 4 == 1) transfer.recipient = address(0xBAD);
        else if (field % 4 == 2) transfer.nonce += 1 + amount % 1e6;
        else transfer.expiry += 1 + amount % 1e6;
        try there.release(transfer, signatures) {
            wrong = true;
        } catch {}
    }

    function pause(bool source) external {
        if (source) here.pause(address(moneyHere));
        else there.pause(address(moneyThere));
    }

    function unpause(bool source) external {
        if (source) here.unpause(address(moneyHere));
        else there.unpause(address(moneyThere));
    }

    function provide(uint256 amount) external {
        moneyThere.mint(address(there), bounded(amount, 1, 1e9));
    }

    function pass(uint256 timeS) external {
        vm.warp(block.timestamp + bounded(timeS, 1, 1 hours));
    }

    function count() external view returns (uint256) {
        return transfers.length;
    }

    function at(uint256 i) external view returns (FluxBridge.Transfer memory) {
        return transfers[i];
    }

    function _attest(FluxBridge bridge, bytes32 typehash, FluxBridge.Transfer memory transfer, uint256 pair)
        private
        view
        returns (bytes memory)
    {
        bytes32 digest = bridge.digestOf(typehash, transfer);
        (uint256 first, uint256 second) = pair % 3 == 0 ? (0, 1) : pair % 3 == 1 ? (0, 2) : (1, 2);
        return bytes.concat(_sign(keys[first], digest), _sign(keys[second], digest));
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _sortKeys() private {
        for (uint256 i = 0; i < 3; i++) {
            for (uint256 j = i + 1; j < 3; j++) {
                if (vm.addr(keys[j]) < vm.addr(keys[i])) (keys[i], keys[j]) = (keys[j], keys[i]);
            }
        }
    }
}

contract BridgeTest is Cheats {
    BridgePeople people;

    function setUp() public {
        vm.warp(1_800_000_000);
        people = new BridgePeople();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(people);
    }

    function invariant_eachTransferEndsOnceAndInOneWay() external view {
        for (uint256 i = 0; i < people.count(); i++) {
            FluxBridge.Transfer memory transfer = people.at(i);
            bytes32 id = people.here().idOf(transfer);
            require(people.releases(id) + people.refundsOf(id) <= 1, "paid twice");
            require(transfer.nonce == i + 1, "numbers have a gap");
        }
        require(!people.wrong(), "something else happened than the rules say");
    }

    function invariant_nothingIsReleasedThatWasNotLocked() external view {
        require(people.released() + people.refunded() <= people.lockedGross(), "more left than came");
        require(people.released() <= people.lockedNet(), "more released than locked");
        uint256 held = people.moneyHere().balanceOf(address(people.here()));
        require(held == people.lockedGross() - people.refunded(), "the source lost or found money");
        require(
            people.moneyThere().totalSupply() == people.moneyThere().balanceOf(address(people.there())) + people.released(),
            "the destination lost or found money"
        );
    }

    function testFuzz_aQuoteAddsUp(uint256 amount) external view {
        amount = bounded(amount, 0, 1e18);
        FluxBridge here = people.here();
        (uint256 fee, uint256 receives, bool available) = here.quote(address(people.moneyHere()), amount, 42161);
        require(fee == 1_000 + amount * 5 / 10_000, "another fee");
        require(available == (amount > fee), "available without a rest");
        require(amount <= fee ? receives == 0 : receives + fee == amount, "does not add up");
    }
}
