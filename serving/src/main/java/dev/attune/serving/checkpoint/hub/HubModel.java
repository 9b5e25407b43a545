package dev.attune.serving.checkpoint.hub;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's address on a hub: {@code org/name}, or {@code org/name@revision}.
 *
 * @param revision a branch, a tag or a commit
 */
public record HubModel(String organisation, String name, String revision) {
    private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
    private static final Pattern FORM =
            Pattern.compile("(" + WORD + ")/(" + WORD + ")(?:@(" + WORD + "(?:/" + WORD + ")*))?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** The model that {@code text} names, if it has the form of a name. */
    public static Optional<HubModel> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String revision = Optional.ofNullable(matcher.group(3)).orElse("main");
        return Optional.of(new HubModel(matcher.group(1), matcher.group(2), revision));
    }

    /** {@code org/name}. */
    public String id() {
        return organisation + "/" + name;
    }

    /** Whether the revision can never mean another state of the model. */
    boolean isPinned() {
        return COMMIT.matcher(revision).matches();
    }

    String encodedRevision() {
        return URLEncoder.encode(revision, StandardCharsets.UTF_8);
    }

    /** Where the hub serves a file of this model. */
    String filePath(String encodedRevision, String name) {
        return "/" + id() + "/resolve/" + encodedRevision + "/" + name;
    }

    @Override
    public String toString() {
        return revision.equals("main") ? id() : id() + "@" + revision;
    }
}
