package io.fluxledger.relayer.send;

import java.util.List;

/** Brings a lane forward as far as one head of the chain allows. */
public final class LaneRound {
    /** A head gets old, and commands arrive meanwhile. */
    private static final int TURNS = 8;

    private LaneRound() {}

    /** @return whether more is to be done at once */
    public static boolean run(Lane lane, LaneOutside outside) {
        lane.on(outside.head(lane.anchorBlock()));
        saveUrgent(lane, outside);
        lane.askOnly(outside.prepare(lane.upcoming()));
        boolean more = true;
        for (int turn = 0; turn < TURNS && more; turn++) {
            List<LaneAction> due = lane.due();
            more = !due.isEmpty();
            if (more) {
                outside.perform(due).forEach(lane::on);
                // While the nodes take what is sent.
                saveUrgent(lane, outside);
                outside.sent().forEach(lane::on);
                saveUrgent(lane, outside);
            }
        }
        save(lane, outside, lane.rest());
        return more;
    }

    /** Saving a failure may leave commands that depend on it without hope, which is a change again. */
    private static void saveUrgent(Lane lane, LaneOutside outside) {
        while (lane.mustSave()) {
            save(lane, outside, lane.urgent());
        }
    }

    private static void save(Lane lane, LaneOutside outside, List<Lane.Change> changes) {
        if (!changes.isEmpty()) {
            outside.save(changes);
            lane.saved();
        }
    }
}
