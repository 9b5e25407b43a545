package dev.attune.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a person's own judgements. */
public record JudgementList(
        String object, List<Judgement> data, @JsonProperty("next_offset") @Nullable Integer nextOffset) {

    /** A page; {@code nextOffset} is null on the last. */
    public static JudgementList of(List<Judgement> data, @Nullable Integer nextOffset) {
        return new JudgementList("list", data, nextOffset);
    }
}
