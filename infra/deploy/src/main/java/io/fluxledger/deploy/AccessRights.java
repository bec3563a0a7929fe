package io.fluxledger.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Who may do what on the brokers, as {@code infra/deploy/kafka/acls.tsv} says. */
public final class AccessRights {
    private static final String FILE = "acls.tsv";
    private static final String WILDCARD = "*";

    /**
     * One right.
     *
     * @param name of the resource; with {@code *} at its end all that begin so
     */
    public record Right(String principal, AclOperation operation, ResourceType resource, String name) {
        /** Whether the right is about that resource. */
        public boolean covers(ResourceType type, String other) {
            return resource == type
                    && (name.endsWith(WILDCARD)
                            ? other.startsWith(name.substring(0, name.length() - 1))
                            : name.equals(other));
        }

        AclBinding binding() {
            boolean prefix = name.endsWith(WILDCARD) && name.length() > 1;
            return new AclBinding(
                    new ResourcePattern(
                            resource,
                            prefix ? name.substring(0, name.length() - 1) : name,
                            prefix ? PatternType.PREFIXED : PatternType.LITERAL),
                    new AccessControlEntry("User:" + principal, WILDCARD, operation, AclPermissionType.ALLOW));
        }
    }

    private AccessRights() {}

    /** All rights. */
    public static List<Right> all() {
        try (InputStream in = AccessRights.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(AccessRights::right)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    private static Right right(String line) {
        String[] fields = line.split("\t");
        if (fields.length != 4) {
            throw new IllegalStateException(
                    FILE + " has a line that is not principal, operation, resource, name: " + line);
        }
        return new Right(
                fields[0],
                AclOperation.valueOf(camelToConstant(fields[1])),
                ResourceType.valueOf(camelToConstant(fields[2])),
                fields[3]);
    }

    private static String camelToConstant(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    /** Everybody who has a right. */
    public static Set<String> principals() {
        return all().stream().map(Right::principal).collect(Collectors.toUnmodifiableSet());
    }

    /** Grants all rights on a cluster; those that are there already stay. */
    public static void grant(Admin admin) throws InterruptedException, ExecutionException {
        admin.createAcls(all().stream().map(Right::binding).toList()).all().get();
    }
}
