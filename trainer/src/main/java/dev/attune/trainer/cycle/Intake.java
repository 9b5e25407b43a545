package dev.attune.trainer.cycle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.feedback.redis.FeedbackLog;
import dev.attune.serving.checkpoint.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the log of feedback was read, and how much was in it. An entry is counted, the count is on disk, and only then the entry is done;
 * one that comes again after a kill in between lies before {@code through} and is not counted again. One thread.
 */
final class Intake {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private Read read;

    /**
     * What was read.
     *
     * @param through the last entry
     * @param judgements acts up to there, every revision counted
     * @param byKind the same by kind
     */
    record Read(String through, long judgements, Map<String, Long> byKind) {
        static final Read NOTHING = new Read("0-0", 0, Map.of());

        Read {
            byKind = Collections.unmodifiableMap(new TreeMap<>(byKind));
        }

        Read plus(FeedbackLog.Entry entry) {
            if (compare(entry.id(), through) <= 0) {
                return this;
            }
            Map<String, Long> more = new TreeMap<>(byKind);
            more.merge(entry.evidence().event().feedback().kind(), 1L, Long::sum);
            return new Read(entry.id(), judgements + 1, more);
        }

        /** As Redis orders entries: by time, then by number. */
        private static int compare(String left, String right) {
            String[] a = left.split("-", 2);
            String[] b = right.split("-", 2);
            int byTime = Long.compareUnsigned(Long.parseUnsignedLong(a[0]), Long.parseUnsignedLong(b[0]));
            return byTime != 0
                    ? byTime
                    : Long.compareUnsigned(Long.parseUnsignedLong(a[1]), Long.parseUnsignedLong(b[1]));
        }
    }

    Intake(Path file) {
        this.file = file;
        this.read = load(file);
    }

    Read read() {
        return read;
    }

    /** Counts what is new among these and keeps the count; after that they may be called done. */
    void count(List<FeedbackLog.Entry> entries) {
        Read next = read;
        for (FeedbackLog.Entry entry : entries) {
            next = next.plus(entry);
        }
        if (!next.equals(read)) {
            write(next);
            read = next;
        }
    }

    private void write(Read next) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(next));
            DurableFiles.replace(file, channel -> {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        } catch (IOException unwritable) {
            throw new CycleException(file + ": cannot be written: " + unwritable.getMessage(), unwritable);
        }
    }

    private static Read load(Path file) {
        try {
            return Files.exists(file) ? JSON.readValue(Files.readAllBytes(file), Read.class) : Read.NOTHING;
        } catch (JsonProcessingException damaged) {
            throw new CycleException(file + ": is no intake: " + damaged.getOriginalMessage(), damaged);
        } catch (IOException unreadable) {
            throw new CycleException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
