package io.fluxledger.local.key;

import io.fluxledger.local.DataOption;
import io.fluxledger.runtime.access.ApiKey;
import io.fluxledger.runtime.access.Role;
import io.fluxledger.signatures.EthAddress;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Makes a key and prints it, once: only its SHA-256 is kept.",
        footerHeading = "%nExamples:%n",
        footer = "  ./ledger key new --role auditor")
final class NewKeyCommand implements Callable<Integer> {
    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--role",
            required = true,
            paramLabel = "ROLE",
            description = "${COMPLETION-CANDIDATES}.",
            completionCandidates = Roles.class)
    private Role role = Role.PAYER;

    @Option(names = "--account", paramLabel = "ADDRESS", description = "The account whose key it is.")
    private @Nullable String account;

    static final class Roles extends java.util.ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Roles() {
            super(java.util.List.of("payer", "provider", "producer", "operator", "auditor"));
        }
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        ApiKey.Made made = ApiKey.make(role, account(line), new SecureRandom());
        new KeyFile(data.directory().apiKeys()).add(made.key());
        PrintWriter out = line.getOut();
        out.println(made.secret());
        line.getErr().printf("Key %s. It is not shown again.%n", made.key());
        return 0;
    }

    private Optional<EthAddress> account(CommandLine line) {
        if (account == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(EthAddress.parse(account));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "--account: " + e.getMessage(), e);
        }
    }
}
