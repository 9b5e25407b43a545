package dev.attune.feedback.redis;

import dev.attune.feedback.CompletionRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a stored completion, all that a script needs to know of it: {@code prompt version choices viewer owners}.
 *
 * @param prompt digest of the prompt's ids: answers with the same one answer the same prompt; where there are several
 *     prompts, one for each choice, separated by commas
 * @param viewer digest of the user it was made for
 * @param owners digests of the users whose words are in it, the viewer first
 */
record Head(String prompt, long version, int choices, String viewer, List<String> owners) {
    /** More than any head takes. */
    static final int MOST_BYTES = 8_192;

    /** Everything but the owners, whom the saving script finds. */
    static String line(CompletionRecord completion) {
        return prompts(completion) + " " + completion.weightsVersion() + " "
                + completion.choices().size() + " " + viewer(completion.user());
    }

    static String viewer(@Nullable String user) {
        return Keys.userDigest(user == null ? Audience.ANONYMOUS : user);
    }

    static Head read(byte[] stored) {
        String start = new String(stored, 0, Math.min(stored.length, MOST_BYTES), StandardCharsets.UTF_8);
        String[] words = start.substring(0, Math.max(0, start.indexOf('\n'))).split(" ");
        if (words.length != 5) {
            throw new IllegalArgumentException("not the head of a completion");
        }
        return new Head(
                words[0], Long.parseLong(words[1]), Integer.parseInt(words[2]), words[3], List.of(words[4].split(",")));
    }

    private static String prompts(CompletionRecord completion) {
        return completion.prompts().size() == 1
                ? digest(completion.prompts().get(0))
                : completion.choices().stream()
                        .map(choice -> digest(completion.promptOf(choice)))
                        .collect(Collectors.joining(","));
    }

    private static String digest(CompletionRecord.Prompt prompt) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * prompt.ids().size());
        prompt.ids().forEach(bytes::putInt);
        return Keys.digest(bytes.array());
    }
}
