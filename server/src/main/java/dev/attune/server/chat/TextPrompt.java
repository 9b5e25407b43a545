package dev.attune.server.chat;

import dev.attune.server.http.ApiException;
import java.util.List;

/** From a prompt as a request writes it, text or token ids, to the ids that are gone on from. Not for event loops. */
final class TextPrompt {

    private TextPrompt() {}

    /**
     * The ids of one prompt; at least one.
     *
     * @param written a {@link String} or a list of {@link Integer}
     * @param place where it stands in the request
     */
    static int[] ids(Object written, String place, ChatModel model) {
        int[] ids = written instanceof List<?> list
                ? known(list, place, model)
                : model.tokenizer().encodeWhole((String) written);
        if (ids.length == 0) {
            throw ApiException.badRequest(place + " must not be empty.", place);
        }
        return ids;
    }

    /** Ids, each of which is a token of the model. */
    static int[] known(List<?> written, String place, ChatModel model) {
        int[] ids = written.stream().mapToInt(id -> (Integer) id).toArray();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= model.vocabularySize()) {
                String where = place + "[" + i + "]";
                throw ApiException.badRequest(
                        where + ": token ids go from 0 to " + (model.vocabularySize() - 1) + ", was " + ids[i] + ".",
                        where);
            }
        }
        return ids;
    }
}
