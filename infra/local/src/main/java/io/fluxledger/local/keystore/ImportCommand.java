package io.fluxledger.local.keystore;

import io.fluxledger.local.stack.StackException;
import io.fluxledger.signatures.PrivateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Encrypts a key that stands in a file in hex, and prints its account. The hex file stays: delete it.")
final class ImportCommand implements Callable<Integer> {
    private static final int MIN_PASSWORD = 12;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "64 hex digits.")
    private Path key = Path.of("");

    @Option(
            names = "--password-file",
            required = true,
            paramLabel = "FILE",
            description = "Its first line is the password, at least " + MIN_PASSWORD + " characters.")
    private Path passwordFile = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The keystore file, must not exist.")
    private Path out = Path.of("");

    @Override
    public Integer call() {
        PrivateKey secret;
        String password;
        try {
            secret = PrivateKey.readFile(key);
            password = Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new StackException(String.valueOf(e.getMessage()), e);
        }
        if (password.length() < MIN_PASSWORD) {
            throw new StackException(
                    "the password in " + passwordFile + " has less than " + MIN_PASSWORD + " characters");
        }
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(KeystoreFile.write(secret, password, out) + " " + out);
        return 0;
    }
}
