package dev.attune.serving.text;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.serving.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each token of a {@code tokenizer.json} stands for, as bytes. Immutable. */
final class Vocabulary {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    private final byte[][] bytes;
    private final BitSet special;
    private final Map<String, Integer> specialTokens;
    private final TokenSpelling spelling;

    private Vocabulary(Reading reading) {
        this.spelling = TokenSpelling.of(reading.decoder);
        this.bytes = new byte[reading.largestId + 1][];
        reading.tokens.forEach((token, id) -> bytes[id] = spelling.bytes(token));
        this.special = reading.special;
        this.specialTokens = Map.copyOf(reading.specialTokens);
    }

    /** Reads only what is needed and streams over the merges, which are most of the file. */
    static Vocabulary parse(Path file, byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            Reading reading = new Reading();
            reading.readAll(parser);
            return new Vocabulary(reading);
        } catch (JacksonException malformed) {
            throw new CheckpointException(file + ": is not JSON: " + malformed.getOriginalMessage(), malformed);
        } catch (IOException unreadable) {
            throw new CheckpointException(file + ": cannot be read", unreadable);
        } catch (IllegalArgumentException refused) {
            throw new CheckpointException(file + ": " + refused.getMessage(), refused);
        }
    }

    byte[] bytes(int id) {
        return id >= 0 && id < bytes.length && bytes[id] != null ? bytes[id] : NOTHING;
    }

    byte[] firstBytes(int id) {
        return spelling.atStart(bytes(id));
    }

    boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    Map<String, Integer> specialTokens() {
        return specialTokens;
    }

    int size() {
        return bytes.length;
    }

    /** The parts of the file as they come along. */
    private static final class Reading {
        private static final int MOST_IDS = 1 << 24;

        private final Map<String, Integer> tokens = new LinkedHashMap<>();
        private final Map<String, Integer> specialTokens = new LinkedHashMap<>();
        private final BitSet special = new BitSet();
        private JsonNode decoder = JSON.nullNode();
        private int largestId = -1;

        void readAll(JsonParser parser) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("is not a JSON object");
            }
            JsonNode added = JSON.missingNode();
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                parser.nextToken();
                switch (key) {
                    case "added_tokens" -> added = parser.readValueAsTree();
                    case "decoder" -> decoder = parser.readValueAsTree();
                    case "model" -> readModel(parser);
                    default -> parser.skipChildren();
                }
            }
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException("has no model.vocab");
            }
            added.forEach(this::addToken);
        }

        private void readModel(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("model must be an object");
            }
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (key.equals("vocab") && value == JsonToken.START_OBJECT) {
                    readIdsByToken(parser);
                } else if (key.equals("vocab") && value == JsonToken.START_ARRAY) {
                    readScoredTokens(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void readIdsByToken(JsonParser parser) throws IOException {
            for (String token = parser.nextFieldName(); token != null; token = parser.nextFieldName()) {
                put(token, parser.nextIntValue(-1));
            }
        }

        /** Unigram models list [token, score]; the place in the list is the id. */
        private void readScoredTokens(JsonParser parser) throws IOException {
            for (int id = 0; parser.nextToken() == JsonToken.START_ARRAY; id++) {
                JsonNode scored = parser.readValueAsTree();
                put(scored.path(0).asText(), id);
            }
        }

        private void addToken(JsonNode token) {
            String content = token.path("content").asText();
            int id = token.path("id").asInt(-1);
            put(content, id);
            if (token.path("special").asBoolean()) {
                special.set(id);
                specialTokens.put(content, id);
            }
        }

        private void put(String token, int id) {
            if (id < 0 || id >= MOST_IDS) {
                throw new IllegalArgumentException(
                        "token " + token + ": id must be in [0, " + MOST_IDS + "), was " + id);
            }
            tokens.put(token, id);
            largestId = Math.max(largestId, id);
        }
    }
}
