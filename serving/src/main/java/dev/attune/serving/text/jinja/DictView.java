package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The keys, values or items of a dict: can be walked through and counted, not indexed.
 *
 * @param kind what Python calls it
 */
record DictView(String kind, Collection<Object> elements) {
    static DictView keys(Map<?, ?> dict) {
        return new DictView("dict_keys", new ArrayList<>(dict.keySet()));
    }

    static DictView values(Map<?, ?> dict) {
        return new DictView("dict_values", new ArrayList<>(dict.values()));
    }

    static DictView items(Map<?, ?> dict) {
        return new DictView("dict_items", pairs(dict));
    }

    static List<Object> pairs(Map<?, ?> dict) {
        return dict.entrySet().stream()
                .map(entry -> (Object) Tuple.of(entry.getKey(), entry.getValue()))
                .collect(Collectors.toList());
    }
}
