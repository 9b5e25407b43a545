package dev.attune.feedback.redis;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.attune.feedback.Comparison;
import dev.attune.feedback.Demonstration;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.FeedbackJson;
import dev.attune.feedback.Ranking;
import dev.attune.feedback.Thumb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One thing said by one user, and the forms of it that the scripts take. Immutable.
 *
 * @param digest of the user
 * @param json of the feedback
 */
record Act(String user, String digest, String key, Feedback feedback, String json) {

    static Act of(String user, String key, Feedback feedback) {
        return new Act(user, Keys.userDigest(user), key, feedback, FeedbackJson.write(feedback));
    }

    String body() {
        return Keys.digest(json);
    }

    /** The end of the event, behind what only the script knows. */
    String rest() {
        return ",\"user\":\"" + quoted(user) + "\",\"idempotencyKey\":\"" + quoted(key) + "\",\"feedback\":" + json
                + "}";
    }

    /** A demonstration is about nothing but itself; everything else is one judgement per user, kind and answers. */
    String judgementId() {
        return feedback instanceof Demonstration
                ? "fb-" + Keys.digest(digest + "\ndemonstration\n" + key)
                : Keys.judgementId(digest, feedback.kind(), feedback.answers());
    }

    boolean asksForOnePrompt() {
        return feedback instanceof Ranking || feedback instanceof Comparison;
    }

    List<String> tally() {
        List<String> names = new ArrayList<>(List.of(feedback.kind()));
        if (feedback instanceof Thumb thumb) {
            names.add(thumb.up() ? "thumb:up" : "thumb:down");
            thumb.reasons().forEach(reason -> names.add("reason:" + reason));
        } else if (feedback instanceof Comparison comparison) {
            names.add("comparison:" + comparison.outcome().name().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private static String quoted(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
