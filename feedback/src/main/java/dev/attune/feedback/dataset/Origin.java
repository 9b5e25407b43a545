package dev.attune.feedback.dataset;

/**
 * Where an example comes from. Immutable.
 *
 * @param id of the judgement, or of the completion whose prompt it is; examples of one ranking share it
 * @param user who judged or wrote, as a pseudonym
 * @param author whose conversation it is, as a pseudonym: a labeler judges other people's
 * @param atMs when, milliseconds since 1970; 0 if nobody knows
 */
public record Origin(String id, String user, String author, long atMs) {
    public Origin {
        if (id.isBlank() || user.isBlank() || author.isBlank()) {
            throw new IllegalArgumentException(
                    "an origin needs id, user and author, was '" + id + "', '" + user + "', '" + author + "'");
        }
    }
}
