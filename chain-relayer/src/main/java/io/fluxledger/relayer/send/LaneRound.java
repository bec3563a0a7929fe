package io.fluxledger.relayer.send;

import java.util.List;

/** Brings a lane forward as far as one head of the chain allows. */
public final class LaneRound {
    private LaneRound() {}

    public static void run(Lane lane, LaneOutside outside) {
        lane.on(outside.head());
        save(lane, outside);
        List<LaneAction> due = lane.due();
        while (!due.isEmpty()) {
            for (LaneAction action : due) {
                LaneEvent event = outside.perform(action);
                lane.on(event);
                if (event instanceof LaneEvent.Unreachable) {
                    break;
                }
            }
            save(lane, outside);
            due = lane.due();
        }
    }

    private static void save(Lane lane, LaneOutside outside) {
        // Saving a failure may leave commands that depend on it without hope, which is a change again.
        for (List<Lane.Change> changes = lane.unsaved(); !changes.isEmpty(); changes = lane.unsaved()) {
            outside.save(changes);
            lane.saved();
        }
    }
}
