package dev.attune.trainer.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Scalars as TensorBoard reads them: a file of length-framed, checksummed {@code tensorflow.Event} messages. Each call is on
 * its way to the disk when it returns. One thread.
 */
public final class TensorBoardEvents implements AutoCloseable {
    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int EVENT_SESSION_LOG = 7;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int SESSION_STATUS = 1;
    private static final int SESSION_START = 1;

    private final Clock clock;
    private final OutputStream out;

    /**
     * Opens a new file in the folder, made if missing.
     *
     * @param step the first step to come; whatever older files say about it and later steps is void
     */
    public TensorBoardEvents(Path folder, long step, Clock clock) {
        this.clock = clock;
        try {
            Files.createDirectories(folder);
            // Readers sort files by name: the milliseconds keep a resumed run behind what it continues.
            Path file = folder.resolve("events.out.tfevents." + clock.millis() + ".attune");
            out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        record(event().text(EVENT_FILE_VERSION, "brain.Event:2"));
        ProtoMessage started = new ProtoMessage().integer(SESSION_STATUS, SESSION_START);
        record(event().integer(EVENT_STEP, step).message(EVENT_SESSION_LOG, started));
    }

    /** Writes one point of each curve. */
    public void scalars(long step, Map<String, Double> values) {
        ProtoMessage summary = new ProtoMessage();
        values.forEach((tag, value) -> summary.message(
                SUMMARY_VALUE, new ProtoMessage().text(VALUE_TAG, tag).real(VALUE_SIMPLE, value.floatValue())));
        record(event().integer(EVENT_STEP, step).message(EVENT_SUMMARY, summary));
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private ProtoMessage event() {
        return new ProtoMessage().real(EVENT_WALL_TIME, clock.millis() / 1000.0);
    }

    /** A TFRecord: length, its checksum, content, its checksum; all little-endian. */
    private void record(ProtoMessage event) {
        byte[] content = event.toByteArray();
        byte[] length = little(8).putLong(content.length).array();
        try {
            out.write(length);
            out.write(little(4).putInt(maskedChecksum(length)).array());
            out.write(content);
            out.write(little(4).putInt(maskedChecksum(content)).array());
            out.flush();
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** CRC32C, turned and shifted, so that the checksum of data that holds checksums is no trivial one. */
    static int maskedChecksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
