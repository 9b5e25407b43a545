package dev.attune.serving.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of contents of a safetensors file, believed only as far as it can be checked: the tensors must lie side by
 * side, without gap or overlap, and fill the file.
 *
 * @param entries by name, in the order of the header
 */
record SafetensorsHeader(Map<String, Entry> entries) {
    static final int MAX_BYTES = 100_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Where one tensor lies.
     *
     * @param begin first byte, counted from the end of the header
     * @param end one past the last byte
     */
    @SuppressWarnings("ArrayRecordComponent") // a shape, never changed nor compared
    record Entry(String name, Dtype dtype, long[] shape, long begin, long end) {
        static Entry parse(Path file, String name, JsonNode node) {
            String dtypeName = node.path("dtype").asText();
            Dtype dtype = Dtype.named(dtypeName)
                    .orElseThrow(() -> lie(
                            file,
                            name,
                            "dtype must be one of " + Arrays.toString(Dtype.values()) + ", was \"" + dtypeName + '"'));
            long[] shape = naturals(file, name, "shape", node.path("shape"));
            long[] offsets = naturals(file, name, "data_offsets", node.path("data_offsets"));
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw lie(file, name, "data_offsets must be [begin, end], was " + Arrays.toString(offsets));
            }
            Entry entry = new Entry(name, dtype, shape, offsets[0], offsets[1]);
            entry.checkSize(file);
            return entry;
        }

        private void checkSize(Path file) {
            long size = dtype.bytes();
            try {
                for (long dimension : shape) {
                    size = Math.multiplyExact(size, dimension);
                }
            } catch (ArithmeticException tooLarge) {
                throw lie(file, name, "shape " + Arrays.toString(shape) + " is beyond any file");
            }
            if (size != end - begin) {
                throw lie(
                        file,
                        name,
                        "shape " + Arrays.toString(shape) + " of " + dtype + " needs " + size
                                + " bytes, its data_offsets span " + (end - begin));
            }
        }

        private static long[] naturals(Path file, String name, String key, JsonNode array) {
            if (!array.isArray()) {
                throw lie(file, name, key + " must be an array, was " + array);
            }
            long[] values = new long[array.size()];
            for (int i = 0; i < values.length; i++) {
                JsonNode value = array.get(i);
                if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                    throw lie(file, name, key + " must hold whole numbers, was " + array);
                }
                values[i] = value.longValue();
            }
            return values;
        }
    }

    /** Reads the header's JSON; the file has {@code fileBytes} in all. */
    static SafetensorsHeader parse(Path file, byte[] json, long fileBytes) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw CheckpointException.in(file, "the header is not a JSON object");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                JsonNode node = parser.readValueAsTree();
                if (name.equals("__metadata__")) {
                    continue;
                }
                if (entries.put(name, Entry.parse(file, name, node)) != null) {
                    throw lie(file, name, "is listed twice");
                }
            }
            if (parser.nextToken() != null) {
                throw CheckpointException.in(file, "the header goes on after its JSON object");
            }
        } catch (IOException malformed) {
            throw CheckpointException.in(file, "the header is not JSON", malformed);
        }
        checkLayout(file, new ArrayList<>(entries.values()), 8L + json.length, fileBytes);
        return new SafetensorsHeader(entries);
    }

    private static void checkLayout(Path file, List<Entry> entries, long dataStart, long fileBytes) {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long covered = 0;
        for (Entry entry : entries) {
            if (entry.begin() < covered) {
                throw lie(file, entry.name(), "overlaps the tensor before it");
            }
            if (entry.begin() > covered) {
                throw lie(file, entry.name(), "leaves a gap of " + (entry.begin() - covered) + " bytes before it");
            }
            if (entry.end() > fileBytes - dataStart) {
                throw lie(
                        file,
                        entry.name(),
                        "ends at byte " + (dataStart + entry.end()) + ", the file holds only " + fileBytes
                                + " (truncated?)");
            }
            covered = entry.end();
        }
        if (dataStart + covered != fileBytes) {
            throw CheckpointException.in(
                    file, "the tensors end at byte " + (dataStart + covered) + ", the file holds " + fileBytes);
        }
    }

    private static CheckpointException lie(Path file, String tensor, String what) {
        return CheckpointException.in(file, "tensor " + tensor + ": " + what);
    }
}
