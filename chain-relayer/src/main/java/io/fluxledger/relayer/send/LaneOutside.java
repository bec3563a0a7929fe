package io.fluxledger.relayer.send;

import java.util.List;

/** What a lane needs from the outside. */
public interface LaneOutside {
    /** The chain's head, or {@link LaneEvent.Unreachable}. */
    LaneEvent head();

    /** Does it and says what came of it. */
    LaneEvent perform(LaneAction action);

    /** Makes the changes durable, all or none; returns when they are. */
    void save(List<Lane.Change> changes);
}
