package io.fluxledger.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each step in the README is run by a test: {@code readme-steps.tsv} says by which. */
class ReadmeStepsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`|(?m)^\\$ (.+)$");
    private static final Pattern PROCESS = Pattern.compile("\\./ledger [^`)]*");
    private static final Pattern ROUTE = Pattern.compile("((GET|POST|PUT|DELETE) )?/[a-z0-9{](?:\\{[^}]*}|[^ ])*");

    /** @param words with which the test runs the step */
    private record Step(String step, String module, String test, String words) {
        boolean covers(String found) {
            return found.equals(step) || (found.startsWith(step) && !isWord(found.charAt(step.length())));
        }

        private static boolean isWord(char next) {
            return Character.isLetterOrDigit(next) || next == '-';
        }
    }

    private static List<Step> steps() throws IOException {
        try (var in = Objects.requireNonNull(ReadmeStepsTest.class.getResourceAsStream("/readme-steps.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("step\t"))
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Step(cells[0], cells[1], cells[2], cells[3]))
                    .toList();
        }
    }

    /** Commands and routes in the order of the text; {@code a|b|c} and {@code import}, {@code list} are one each. */
    private static Set<String> found() throws IOException {
        Set<String> found = new LinkedHashSet<>();
        String text = Files.readString(ROOT.resolve("README.md")).replace("\\|", "|");
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            String said = code.group(1) == null ? code.group(2) : code.group(1);
            Matcher process = PROCESS.matcher(said);
            if (process.find()) {
                found.addAll(eachOf(process.group()));
            } else if (ROUTE.matcher(said).matches()) {
                found.add(said);
            }
        }
        return found;
    }

    private static List<String> eachOf(String command) {
        List<String> each = new ArrayList<>(List.of(""));
        for (String word : command.split(" ", -1)) {
            List<String> longer = new ArrayList<>();
            for (String begun : each) {
                for (String choice : word.split("\\|", -1)) {
                    longer.add(begun.isEmpty() ? choice : begun + " " + choice);
                }
            }
            each = longer;
        }
        return each;
    }

    @Test
    void everyStepOfTheReadmeIsRunByATest() throws IOException {
        List<Step> steps = steps();
        Set<String> found = found();
        assertThat(found)
                .as("the text is read")
                .contains("./ledger up", "./ledger demo", "./ledger dlq redrive", "/x402/settle", "POST /v1/receipts");
        assertThat(found)
                .hasSizeGreaterThan(50)
                .allSatisfy(said -> assertThat(steps.stream().anyMatch(step -> step.covers(said)))
                        .as("%s is in README.md and in no row of readme-steps.tsv", said)
                        .isTrue());
    }

    @Test
    void everyRowNamesATestThatRunsIt() throws IOException {
        for (Step step : steps()) {
            Path source = source(step);
            String text = Files.readString(source).replaceAll("\\s+", " ").replace("( ", "(");
            assertThat(text).as("%s in %s", step.step(), source).contains(step.words());
            assertThat(text).as(source.toString()).containsPattern("@(Parameterized)?Test\\b");
        }
    }

    /** What is in the table and not in the text any more would hide that the text has changed. */
    @Test
    void noRowIsLeftOver() throws IOException {
        Set<String> found = found();
        // Listed behind the first of their kind: `./ledger private register`, `balance`, `withdraw`.
        String text = Files.readString(ROOT.resolve("README.md"));
        for (Step step : steps()) {
            String last = step.step().substring(step.step().lastIndexOf(' ') + 1);
            assertThat(found.stream().anyMatch(step::covers) || text.contains("`" + last))
                    .as(step.step())
                    .isTrue();
        }
    }

    private static Path source(Step step) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(step.module()).resolve("src/test/java"))) {
            return files.filter(file -> file.endsWith(step.test() + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + step.test() + " in " + step.module()));
        }
    }
}
