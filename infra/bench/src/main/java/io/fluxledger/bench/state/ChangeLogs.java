package io.fluxledger.bench.state;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;

/** Change logs as they stand on the brokers' disks. */
final class ChangeLogs {
    private static final String SUFFIX = "-changelog";

    private ChangeLogs() {}

    /** Bytes of all replicas of all change logs. */
    static long bytes(Admin admin) throws InterruptedException, ExecutionException {
        List<Integer> brokers =
                admin.describeCluster().nodes().get().stream().map(Node::id).toList();
        return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                .flatMap(directories -> directories.values().stream())
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().endsWith(SUFFIX))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }
}
