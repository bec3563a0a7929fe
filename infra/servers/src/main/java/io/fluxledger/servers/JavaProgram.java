package io.fluxledger.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for child JVMs: this JVM's Java and class path, the flags that the ledger's programs need. */
public final class JavaProgram {
    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=io.fluxledger",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError");

    /** System property with flags for every JVM that is started, separated by blanks; the build's tests want quick starts. */
    private static final String MORE_FLAGS = "fluxledger.child.flags";

    private JavaProgram() {}

    /** The java executable of this JVM. */
    public static String executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The flags that whoever started this JVM wants for those that it starts. */
    static List<String> inheritedFlags() {
        String flags = System.getProperty(MORE_FLAGS, "").trim();
        return flags.isEmpty() ? List.of() : List.of(flags.split(" +"));
    }

    /**
     * @param heapMb maximum heap, in MiB
     * @param flags further JVM flags
     */
    public static List<String> command(String mainClass, int heapMb, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(executable()));
        command.addAll(FLAGS);
        command.addAll(inheritedFlags());
        command.add("-Xmx" + heapMb + "m");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }
}
