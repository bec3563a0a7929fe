package io.fluxledger.streams.store;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.RecordCollector;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A fold's state as a store of Kafka Streams: objects in memory, a change log that is written when a transaction commits
 * and has each changed key once. Kafka Streams flushes what it takes for caches before it commits; that this store counts
 * as one, and how a change is logged, are internals of Kafka Streams (see decision 0006).
 *
 * <p>A stream thread commits all its tasks in one transaction, but waits for each task's records on its own before it
 * looks at the next. The first store that is flushed therefore writes the changes of every store of its thread: one wait
 * for all instead of one for each. A task with changes is always one of those that commit.
 *
 * <p>The stream writes under the store's lock, queries read under it.
 */
abstract class FoldStore implements StateStore, CachedStateStore<byte[], byte[]> {
    private static final ByteArraySerializer BYTES = new ByteArraySerializer();
    /** Stores that were initialised by a thread and are not closed; a task stays with its thread. */
    private static final ThreadLocal<List<FoldStore>> OF_THREAD = ThreadLocal.withInitial(CopyOnWriteArrayList::new);

    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private List<FoldStore> ofThread = new CopyOnWriteArrayList<>();
    private @Nullable InternalProcessorContext<?, ?> context;
    private volatile boolean open;

    FoldStore(String name) {
        this.name = name;
    }

    /** Takes over a record of the change log. */
    abstract void restore(byte[] key, byte @Nullable [] value);

    /** Hands what has changed to {@link #log} and {@link #send}. */
    abstract void writeChanges();

    /** Forgets everything. */
    abstract void clear();

    /**
     * Runs something on the state, on its own.
     *
     * @throws InvalidStateStoreException when the store has been closed since it was found: what it held is forgotten, and
     *     an account that is not in it may exist
     */
    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            if (!open) {
                throw new InvalidStateStoreException("store " + name + " is closed");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext stateStoreContext, StateStore root) {
        if (!(stateStoreContext instanceof InternalProcessorContext<?, ?> internal)) {
            throw new IllegalStateException("a context of Kafka Streams is expected, not " + stateStoreContext);
        }
        context = internal;
        open = true;
        ofThread = OF_THREAD.get();
        if (!ofThread.contains(this)) {
            ofThread.add(this);
        }
        stateStoreContext.register(root, (BatchingStateRestoreCallback) this::restoreAll);
    }

    private void restoreAll(Collection<KeyValue<byte[], byte[]>> records) {
        lock.lock();
        try {
            for (KeyValue<byte[], byte[]> record : records) {
                restore(record.key, record.value);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes to the change log, within the transaction that is about to commit. */
    final void log(byte[] key, byte @Nullable [] value) {
        internal()
                .logChange(name, Bytes.wrap(key), value, timestampMs(), new RecordHeaders(), Position.emptyPosition());
    }

    /** Writes to the topic of a sink, within the transaction that is about to commit. */
    @SuppressWarnings("unchecked") // the collector takes metrics and the place of the error from it, no records
    final void send(String sink, String topic, int partition, byte[] key, byte[] value) {
        if (!(internal() instanceof RecordCollector.Supplier supplier)) {
            throw new IllegalStateException("an active task has a record collector");
        }
        supplier.recordCollector()
                .send(
                        topic,
                        key,
                        value,
                        new RecordHeaders(),
                        partition,
                        timestampMs(),
                        BYTES,
                        BYTES,
                        sink,
                        (InternalProcessorContext<Void, Void>) internal());
    }

    /** The log's clock, in milliseconds. */
    abstract long timestampMs();

    final int partition() {
        return internal().taskId().partition();
    }

    private InternalProcessorContext<?, ?> internal() {
        if (context == null) {
            throw new IllegalStateException("store " + name + " is not initialised");
        }
        return context;
    }

    @Override
    public void flushCache() {
        ofThread.forEach(FoldStore::writeLocked);
    }

    private void writeLocked() {
        lock.lock();
        try {
            if (open) {
                writeChanges();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clearCache() {
        // What has changed is written on every commit; there is no cache apart from the state.
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
        return false;
    }

    @Override
    public void close() {
        open = false;
        ofThread.remove(this);
        lock.lock();
        try {
            clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
