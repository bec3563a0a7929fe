package io.fluxledger.schemas;

import org.apache.avro.Schema;

/** Registers every record type of the catalog; an incompatible change is refused by the registry. */
public final class SchemaRegistration {
    /** A reader of any version reads records of every other version. */
    public static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private SchemaRegistration() {}

    /**
     * Sets the compatibility rule, then registers all schemas.
     *
     * @return number of subjects
     * @throws SchemaRegistryClient.RegistryRefusedException when a schema is not compatible with a registered one
     */
    public static int registerAll(SchemaRegistryClient registry) {
        registry.setCompatibility(COMPATIBILITY);
        int subjects = 0;
        for (TopicSpec topic : TopicCatalog.all()) {
            for (Schema schema : topic.schemas()) {
                registry.register(topic.subject(schema), schema);
                subjects++;
            }
        }
        return subjects;
    }
}
