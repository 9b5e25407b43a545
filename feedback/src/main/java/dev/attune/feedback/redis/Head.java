package dev.attune.feedback.redis;

import dev.attune.feedback.CompletionRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a stored completion, all that a script needs to know of it: {@code prompt version choices viewer owners}.
 *
 * @param prompt digest of the prompts' ids: answers with the same one answer the same prompt
 * @param viewer digest of the user it was made for
 * @param owners digests of the users whose words are in it, the viewer first
 */
record Head(String prompt, long version, int choices, String viewer, List<String> owners) {
    /** More than any head takes. */
    static final int MOST_BYTES = 1_024;

    /** Everything but the owners, whom the saving script finds. */
    static String line(CompletionRecord completion) {
        return prompt(completion.prompts()) + " " + completion.weightsVersion() + " "
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

    private static String prompt(List<CompletionRecord.Prompt> prompts) {
        int ids = prompts.stream().mapToInt(prompt -> prompt.ids().size()).sum();
        ByteBuffer bytes = ByteBuffer.allocate(4 * (ids + prompts.size()));
        for (CompletionRecord.Prompt prompt : prompts) {
            bytes.putInt(prompt.ids().size());
            prompt.ids().forEach(bytes::putInt);
        }
        return Keys.digest(bytes.array());
    }
}
