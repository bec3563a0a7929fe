package io.fluxledger.local.stack;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The JVM's ahead-of-time cache of a service: classes loaded and linked, and profiles of an earlier run. About half of what a
 * restart takes is loading the same classes again.
 *
 * <p>The first run of a build is the training: its JVM writes the cache beside the build's jars when it is stopped. Later
 * runs of the build use it; another build has other jars and begins anew.
 */
final class AotFlags {
    private AotFlags() {}

    /** JVM flags for a service; none where the class path has directories, which the JVM does not cache. */
    static List<String> of(String service, String classPath) {
        List<String> entries = Arrays.asList(classPath.split(File.pathSeparator, -1));
        if (!entries.stream().allMatch(entry -> entry.endsWith(".jar"))) {
            return List.of();
        }
        Path cache = Path.of(entries.getFirst()).toAbsolutePath().resolveSibling(service + ".aot");
        if (Files.isRegularFile(cache)) {
            return List.of("-XX:AOTCache=" + cache);
        }
        return Files.isWritable(cache.resolveSibling(".")) ? List.of("-XX:AOTCacheOutput=" + cache) : List.of();
    }
}
