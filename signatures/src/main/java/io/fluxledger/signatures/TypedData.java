package io.fluxledger.signatures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Any EIP-712 message, as JSON carries it. Values: structs are maps, arrays are collections, numbers are
 * {@link Number} or text (decimal or 0x-hex), addresses and bytes are 0x-hex, booleans and strings are themselves.
 *
 * @param types members of each struct type in order, without EIP712Domain
 * @param domain any of name, version, chainId, verifyingContract, salt
 */
public record TypedData(
        Map<String, List<Field>> types, String primaryType, Map<String, ?> domain, Map<String, ?> message) {
    private static final byte[] PREFIX = {0x19, 0x01};
    private static final String DOMAIN_TYPE = "EIP712Domain";
    private static final List<Field> DOMAIN_FIELDS = List.of(
            new Field("name", "string"),
            new Field("version", "string"),
            new Field("chainId", "uint256"),
            new Field("verifyingContract", "address"),
            new Field("salt", "bytes32"));

    /** One member of a struct type. */
    public record Field(String name, String type) {}

    /**
     * What is signed: 32 bytes.
     *
     * @throws IllegalArgumentException naming the member whose value does not fit its type
     */
    public byte[] digest() {
        return digest(domainSeparator(), hashStruct(primaryType, message));
    }

    static byte[] digest(byte[] domainSeparator, byte[] structHash) {
        return Keccak256.hash(PREFIX, domainSeparator, structHash);
    }

    /** What is hashed for the digest: 66 bytes. */
    static byte[] preimage(byte[] domainSeparator, byte[] structHash) {
        byte[] preimage = Arrays.copyOf(PREFIX, PREFIX.length + domainSeparator.length + structHash.length);
        System.arraycopy(domainSeparator, 0, preimage, PREFIX.length, domainSeparator.length);
        System.arraycopy(structHash, 0, preimage, PREFIX.length + domainSeparator.length, structHash.length);
        return preimage;
    }

    /** 32 bytes. */
    public byte[] domainSeparator() {
        List<Field> present = DOMAIN_FIELDS.stream()
                .filter(field -> domain.containsKey(field.name()))
                .toList();
        if (present.size() != domain.size()) {
            throw new IllegalArgumentException("domain has unknown members: " + domain.keySet());
        }
        Map<String, List<Field>> withDomain = Map.of(DOMAIN_TYPE, present);
        return new TypedData(withDomain, DOMAIN_TYPE, domain, domain).hashStruct(DOMAIN_TYPE, domain);
    }

    /** The type hash and one word per member of the message: what is hashed for the primary type. */
    public byte[] encodedMessage() {
        return encodeData(primaryType, message);
    }

    /** For example {@code Mail(Person from,Person to)Person(address wallet)}. */
    public String encodeType(String type) {
        TreeSet<String> referenced = new TreeSet<>();
        collectStructs(type, referenced);
        referenced.remove(type);
        StringBuilder out = new StringBuilder(declaration(type));
        referenced.forEach(name -> out.append(declaration(name)));
        return out.toString();
    }

    private void collectStructs(String type, TreeSet<String> found) {
        if (types.containsKey(type) && found.add(type)) {
            fields(type).forEach(field -> collectStructs(elementType(field.type()), found));
        }
    }

    private String declaration(String type) {
        List<String> members = new ArrayList<>();
        fields(type).forEach(field -> members.add(field.type() + " " + field.name()));
        return type + "(" + String.join(",", members) + ")";
    }

    private List<Field> fields(String type) {
        List<Field> fields = types.get(type);
        if (fields == null) {
            throw new IllegalArgumentException("unknown type " + type);
        }
        return fields;
    }

    private byte[] hashStruct(String type, Map<?, ?> value) {
        return Keccak256.hash(encodeData(type, value));
    }

    private byte[] encodeData(String type, Map<?, ?> value) {
        List<Field> fields = fields(type);
        Words words = new Words().bytes32(Keccak256.hash(encodeType(type)));
        if (value.size() != fields.size()) {
            throw new IllegalArgumentException(type + " has " + fields.size() + " members, not " + value.size());
        }
        for (Field field : fields) {
            words.bytes32(word(field.type(), value.get(field.name()), type + "." + field.name()));
        }
        return words.bytes();
    }

    private byte[] word(String type, @Nullable Object value, String path) {
        if (value == null) {
            throw new IllegalArgumentException(path + " is missing");
        }
        if (type.endsWith("]")) {
            return arrayHash(type, value, path);
        }
        if (types.containsKey(type)) {
            if (value instanceof Map<?, ?> struct) {
                return hashStruct(type, struct);
            }
            throw new IllegalArgumentException(path + " is no struct");
        }
        return AtomicType.word(type, value, path);
    }

    private byte[] arrayHash(String type, Object value, String path) {
        if (!(value instanceof Collection<?> elements)) {
            throw new IllegalArgumentException(path + " is no array");
        }
        int bracket = type.lastIndexOf('[');
        String length = type.substring(bracket + 1, type.length() - 1);
        if (!length.isEmpty() && Integer.parseInt(length) != elements.size()) {
            throw new IllegalArgumentException(path + " has " + elements.size() + " elements, not " + length);
        }
        String element = type.substring(0, bracket);
        Words words = new Words();
        int index = 0;
        for (Object each : elements) {
            words.bytes32(word(element, each, path + "[" + index + "]"));
            index++;
        }
        return words.hash();
    }

    private static String elementType(String type) {
        int bracket = type.indexOf('[');
        return bracket < 0 ? type : type.substring(0, bracket);
    }
}
