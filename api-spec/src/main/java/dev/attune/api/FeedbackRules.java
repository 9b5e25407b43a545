package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What a judgement may hold here, for who offers it to people. */
public record FeedbackRules(
        String object,
        List<String> reasons,
        List<String> criteria,
        @JsonProperty("max_comment_bytes") int maxCommentBytes,
        @JsonProperty("max_text_bytes") int maxTextBytes) {

    public static FeedbackRules of(List<String> reasons, List<String> criteria, int maxCommentBytes, int maxTextBytes) {
        return new FeedbackRules("feedback_rules", reasons, criteria, maxCommentBytes, maxTextBytes);
    }
}
