package dev.attune.feedback.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.CompletionJson;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.FeedbackException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A completion as bytes: a head of one line, which scripts read; the record as JSON on the next; and, in place of its long rows
 * of numbers, token ids of one to five bytes and log-probabilities of four. Texts stay as they are, so that an erasure can be
 * checked by looking.
 */
final class CompletionForm {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IDS = "ids";
    private static final String TOKENS = "token_ids";
    private static final String LOGPROBS = "behaviour_logprobs";

    private CompletionForm() {}

    /** Everything behind the head. */
    static byte[] body(CompletionRecord completion) {
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(CompletionJson.write(completion));
            json.withArray("prompts").forEach(prompt -> ((ObjectNode) prompt).remove(IDS));
            json.withArray("choices").forEach(choice -> ((ObjectNode) choice).remove(List.of(TOKENS, LOGPROBS)));
            byte[] text = JSON.writeValueAsBytes(json);
            ByteBuffer out = ByteBuffer.allocate(text.length + 1 + room(completion));
            out.put(text).put((byte) '\n');
            completion.prompts().forEach(prompt -> putIds(out, prompt.ids()));
            for (CompletionRecord.Choice choice : completion.choices()) {
                putIds(out, choice.tokenIds());
                choice.behaviourLogprobs().forEach(out::putFloat);
            }
            return Arrays.copyOf(out.array(), out.position());
        } catch (IOException e) {
            throw new IllegalStateException("completion " + completion.id() + " cannot be written", e);
        }
    }

    /** Reads head and body. */
    static CompletionRecord read(String id, byte[] stored) {
        try {
            int json = lineEnd(stored, 0) + 1;
            int numbers = lineEnd(stored, json) + 1;
            ObjectNode node = (ObjectNode) JSON.readTree(stored, json, numbers - json);
            ByteBuffer in = ByteBuffer.wrap(stored, numbers, stored.length - numbers);
            for (JsonNode prompt : node.withArray("prompts")) {
                takeIds(in, ((ObjectNode) prompt).putArray(IDS));
            }
            for (JsonNode choice : node.withArray("choices")) {
                ObjectNode fields = (ObjectNode) choice;
                int count = takeIds(in, fields.putArray(TOKENS));
                ArrayNode logprobs = fields.putArray(LOGPROBS);
                for (int i = 0; i < count; i++) {
                    logprobs.add(in.getFloat());
                }
            }
            return CompletionJson.read(id, JSON.writeValueAsBytes(node));
        } catch (IOException | ClassCastException | BufferUnderflowException e) {
            throw new FeedbackException("completion " + id + " is stored in a form that cannot be read", e);
        }
    }

    private static int lineEnd(byte[] stored, int from) throws IOException {
        for (int i = from; i < stored.length; i++) {
            if (stored[i] == '\n') {
                return i;
            }
        }
        throw new IOException("a line does not end");
    }

    private static int room(CompletionRecord completion) {
        int room = 0;
        for (CompletionRecord.Prompt prompt : completion.prompts()) {
            room += 5 * (1 + prompt.ids().size());
        }
        for (CompletionRecord.Choice choice : completion.choices()) {
            room += 5 + 9 * choice.tokenIds().size();
        }
        return room;
    }

    private static void putIds(ByteBuffer out, List<Integer> ids) {
        putNumber(out, ids.size());
        ids.forEach(id -> putNumber(out, id));
    }

    private static int takeIds(ByteBuffer in, ArrayNode into) {
        int count = takeNumber(in);
        for (int i = 0; i < count; i++) {
            into.add(takeNumber(in));
        }
        return count;
    }

    /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
    private static void putNumber(ByteBuffer out, int number) {
        int rest = number;
        while ((rest & ~0x7f) != 0) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static int takeNumber(ByteBuffer in) {
        int number = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }
}
