package io.fluxledger.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed bytecode is what the committed source compiles to. */
class CompiledContractsTest {
    @Test
    void committedArtifactsAreWhatTheSourcesCompileTo() throws Exception {
        Path npm = NpmInstall.ensure(Path.of(""), Path.of("target/npm-solc"));
        Path fresh = Files.createDirectories(Path.of("target/contracts")).toAbsolutePath();
        NpmInstall.run(npm, "node", Path.of("compile.mjs").toAbsolutePath().toString(), fresh.toString());

        Path committed = Path.of("src/main/resources/contracts");
        assertThat(names(fresh)).isEqualTo(names(committed)).hasSize(18);
        for (String name : names(committed)) {
            assertThat(fresh.resolve(name))
                    .as("run `npm run compile` in infra/contracts and commit %s", name)
                    .hasSameTextualContentAs(committed.resolve(name));
        }
    }

    private static List<String> names(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
