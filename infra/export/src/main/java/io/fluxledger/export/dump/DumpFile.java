package io.fluxledger.export.dump;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** The records of one partition in an Avro object container file, deflated. */
final class DumpFile {
    private static final int COMPRESSION = 3;

    private DumpFile() {}

    /** Takes records one by one. */
    @FunctionalInterface
    interface RecordHandler {
        void take(DumpedRecord record);
    }

    /** Writes a file; its SHA-256 is known once it is closed. */
    static final class Writer implements AutoCloseable {
        private final MessageDigest digest = sha256();
        private final DataFileWriter<GenericRecord> records =
                new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(DumpedRecord.SCHEMA));
        private long count;

        Writer(Path file) throws IOException {
            OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest);
            records.setCodec(CodecFactory.deflateCodec(COMPRESSION)).create(DumpedRecord.SCHEMA, out);
        }

        void write(DumpedRecord record) throws IOException {
            records.append(record.toAvro());
            count++;
        }

        long count() {
            return count;
        }

        /** Hex; the file must have been closed. */
        String digest() {
            return HexFormat.of().formatHex(digest.digest());
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }

    /** Hands on all records in order. */
    static void read(Path file, RecordHandler handler) {
        try (DataFileReader<GenericRecord> records =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>(DumpedRecord.SCHEMA))) {
            for (GenericRecord record : records) {
                handler.take(DumpedRecord.fromAvro(record));
            }
        } catch (IOException e) {
            throw new DumpException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Offset of the first record; -1 where there is none. */
    static long firstOffset(Path file) {
        try (DataFileReader<GenericRecord> records =
                new DataFileReader<>(file.toFile(), new GenericDatumReader<GenericRecord>(DumpedRecord.SCHEMA))) {
            return records.hasNext() ? DumpedRecord.fromAvro(records.next()).offset() : -1;
        } catch (IOException e) {
            throw new DumpException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** SHA-256 of a file, hex. */
    static String digest(Path file) {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new DumpException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
