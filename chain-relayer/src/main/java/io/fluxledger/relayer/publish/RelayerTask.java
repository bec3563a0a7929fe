package io.fluxledger.relayer.publish;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something that runs until it is told to stop. After an exception it is run again from the start. */
public interface RelayerTask {
    String name();

    /** @param started to be called when it is at work */
    void run(AtomicBoolean stopping, Runnable started);
}
