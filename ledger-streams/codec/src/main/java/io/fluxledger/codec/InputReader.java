package io.fluxledger.codec;

import io.fluxledger.rules.PayerInput;
import io.fluxledger.rules.ProviderInput;
import io.fluxledger.schemas.BoundedDecoder;
import io.fluxledger.schemas.EventSerde;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of a fold from records of the wire format: straight from the bytes where the writer's schema is the one that this
 * build was compiled with, else by the generated classes and schema resolution. Both ways give the same input, and refuse
 * the same bytes. Not thread-safe.
 *
 * @param <I> inputs of the fold
 */
public final class InputReader<I> {
    private final EventSerde serde;
    private final Map<String, Form<I>> forms;
    private final Function<SpecificRecord, I> resolved;
    private final Map<Integer, Optional<Form<I>>> formsById = new HashMap<>();
    private final BoundedDecoder in = new BoundedDecoder();

    /** Reads one record type, field by field in the order of its schema. */
    interface Form<I> {
        I read(BoundedDecoder in);
    }

    private InputReader(EventSerde serde, Map<String, Form<I>> forms, Function<SpecificRecord, I> resolved) {
        this.serde = serde;
        this.forms = forms;
        this.resolved = resolved;
    }

    /** Reads inputs of the payers' fold. */
    public static InputReader<PayerInput> payers(EventSerde serde) {
        return new InputReader<>(serde, PayerForms.BY_NAME, InputDecoder::payer);
    }

    /** Reads inputs of the providers' fold. */
    public static InputReader<ProviderInput> providers(EventSerde serde) {
        return new InputReader<>(serde, ProviderForms.BY_NAME, InputDecoder::provider);
    }

    /**
     * The input that the value holds.
     *
     * @throws io.fluxledger.schemas.UnreadableRecordException when the bytes are not in the wire format, of an unknown
     *     schema id or type, or do not match their schema
     * @throws UnexpectedRecordException when the record is none of this fold's inputs
     * @throws io.fluxledger.schemas.SchemaRegistryClient.RegistryUnavailableException when the schema could not be asked
     *     for; try again
     */
    public I read(byte @Nullable [] value) {
        byte[] present = EventSerde.wireFormat(value);
        int id = EventSerde.schemaId(present);
        Optional<Form<I>> form = formsById.get(id);
        if (form == null) {
            form = form(id);
        }
        I input;
        if (form.isPresent()) {
            input = form.get().read(in.reset(present, EventSerde.HEADER_BYTES));
            in.end();
        } else {
            input = resolved.apply(serde.deserialize(present));
        }
        // Only ids that records were read with: bytes that are none may name any.
        formsById.putIfAbsent(id, form);
        return input;
    }

    private Optional<Form<I>> form(int id) {
        Schema schema = serde.compiledSchema(id);
        return schema == null ? Optional.empty() : Optional.ofNullable(forms.get(schema.getFullName()));
    }
}
