package io.fluxledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AotFlagsTest {
    @TempDir
    Path build;

    private String jars() {
        return build.resolve("local-1.jar") + File.pathSeparator + "/elsewhere/kafka.jar";
    }

    @Test
    void theFirstRunOfABuildTrainsAndLaterOnesUseWhatItWrote() throws Exception {
        Path cache = build.resolve("streams.aot");
        assertThat(AotFlags.of("streams", jars())).containsExactly("-XX:AOTCacheOutput=" + cache);
        Files.createFile(cache);
        assertThat(AotFlags.of("streams", jars())).containsExactly("-XX:AOTCache=" + cache);
        assertThat(AotFlags.of("intake", jars())).containsExactly("-XX:AOTCacheOutput=" + build.resolve("intake.aot"));
    }

    @Test
    void directoriesAreNotCached() {
        assertThat(AotFlags.of("streams", jars() + File.pathSeparator + build)).isEmpty();
    }
}
