package dev.attune.feedback;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * What a person says about answers, or shows by example; who said it and when is {@link FeedbackEvent}. A closed family of
 * immutable values: each refuses what can never be meant (a ranking of one answer, an answer ranked twice); what depends on
 * stored completions is decided where it is recorded.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @Type(value = Thumb.class, name = "thumb"),
    @Type(value = Ranking.class, name = "ranking"),
    @Type(value = Comparison.class, name = "comparison"),
    @Type(value = Demonstration.class, name = "demonstration"),
    @Type(value = Correction.class, name = "correction"),
    @Type(value = Retraction.class, name = "retraction")
})
public sealed interface Feedback permits Thumb, Ranking, Comparison, Demonstration, Correction, Retraction {

    /** The word for this kind, as it is stored and counted. */
    @JsonIgnore
    String kind();

    /** The answers this is about, each once, in the order they were named; all must have been shown to the person. */
    @JsonIgnore
    List<AnswerId> answers();
}
