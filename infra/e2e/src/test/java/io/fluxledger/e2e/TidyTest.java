package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The house rules, on every file of the repository. */
class TidyTest {
    private static final int CLASS_LINES = 400;
    private static final int FILE_BYTES = 3_000_000;
    private static final int KEY_BYTES = 15_000_000;
    private static final JavaFormatterOptions.Style STYLE = JavaFormatterOptions.Style.PALANTIR;
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".ledger", ".idea", ".vscode");

    private static final Pattern VAGUE_NAME =
            Pattern.compile("(^|/)(common|util|utils|helper|helpers|shared)/|(Util|Utils|Helper|Manager)\\.java$");
    // Words are taken apart here so that this file keeps its own rules.
    private static final Pattern UNFINISHED = Pattern.compile(
            "\\b(TO" + "DO|FIX" + "ME|XX" + "X|not imple" + "mented|Unsupported" + "OperationException\\()");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sl" + "eep\\(");
    private static final Pattern SWALLOWED = Pattern.compile("catch \\([\\w |]+ \\w+\\) *\\{\\s*\\}");
    private static final Pattern REGISTRY_HOST =
            Pattern.compile("\"resolved\": *\"http|distribution" + "Url=|<plugin" + "Repository>|<repo" + "sitory>");
    private static final Pattern MACHINE_PATH = Pattern.compile("/(wo" + "rk|ro" + "ot)/");

    private static final Path ROOT = root();

    @Test
    void javaIsFormatted() throws IOException, FormatterException {
        Formatter formatter = Formatter.createFormatter(
                JavaFormatterOptions.builder().style(STYLE).build());
        List<String> unformatted = new ArrayList<>();
        for (Path file : files(TidyTest::isJava)) {
            String text = Files.readString(file);
            String tidy = formatter.formatSource(
                    RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(text, STYLE)));
            if (!tidy.equals(text)) {
                unformatted.add(name(file));
            }
        }
        assertThat(unformatted).as("run spotless:apply on JDK 25").isEmpty();
    }

    @Test
    void classesAreShort() throws IOException {
        List<String> longOnes = new ArrayList<>();
        for (Path file : files(TidyTest::isJava)) {
            long lines = Files.readString(file).lines().count();
            if (lines > CLASS_LINES) {
                longOnes.add(name(file) + ": " + lines);
            }
        }
        assertThat(longOnes).isEmpty();
    }

    @Test
    void namesSayWhatAThingIs() throws IOException {
        assertThat(files(TidyTest::isJava).stream().map(TidyTest::name))
                .noneMatch(n -> VAGUE_NAME.matcher(n).find());
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        Set<String> unmarked = new TreeSet<>();
        for (Path file : files(f -> isJava(f) && name(f).contains("/src/main/"))) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
                unmarked.add(name(info));
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void nothingIsUnfinished() throws IOException {
        assertThat(hits(UNFINISHED, f -> isSource(f) && !name(f).contains("/src/test/")))
                .isEmpty();
    }

    @Test
    void testsAwaitConditions() throws IOException {
        assertThat(hits(SLEEP, f -> isJava(f) && name(f).contains("/src/test/")))
                .isEmpty();
    }

    @Test
    void noExceptionIsSwallowed() throws IOException {
        assertThat(hits(SWALLOWED, TidyTest::isJava)).isEmpty();
    }

    @Test
    void noRegistryAndNoMachineIsNamed() throws IOException {
        assertThat(hits(REGISTRY_HOST, f -> name(f).matches(".*(pom\\.xml|\\.json|\\.properties|\\.npmrc)")))
                .isEmpty();
        assertThat(hits(MACHINE_PATH, TidyTest::isText)).isEmpty();
    }

    @Test
    void filesAreSmall() throws IOException {
        List<String> large = new ArrayList<>();
        for (Path file : files(f -> true)) {
            int most = name(file).startsWith("infra/zk/artifacts/") ? KEY_BYTES : FILE_BYTES;
            if (Files.size(file) > most) {
                large.add(name(file));
            }
        }
        assertThat(large).isEmpty();
    }

    private static List<String> hits(Pattern pattern, Predicate<Path> wanted) throws IOException {
        List<String> hits = new ArrayList<>();
        for (Path file : files(wanted)) {
            var matcher = pattern.matcher(Files.readString(file));
            while (matcher.find()) {
                hits.add(name(file) + ": " + matcher.group());
            }
        }
        return hits;
    }

    private static List<Path> files(Predicate<Path> wanted) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skip = NOT_OURS.contains(String.valueOf(directory.getFileName()));
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !name(file).equals(".git") && wanted.test(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        assertThat(files).isNotEmpty();
        return files;
    }

    private static boolean isJava(Path file) {
        return name(file).endsWith(".java");
    }

    private static boolean isSource(Path file) {
        return name(file).matches(".*\\.(java|js|mjs|ts|sol|sh|sql|avsc)")
                || name(file).equals("ledger");
    }

    private static boolean isText(Path file) {
        return isSource(file)
                || name(file).matches(".*(\\.(md|xml|json|yaml|yml|properties|html|css|txt)|\\.ci/run|Dockerfile)");
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("ledger-streams"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("not inside of the repository");
            }
            directory = parent;
        }
        return directory;
    }
}
