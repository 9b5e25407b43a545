package dev.attune.serving.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Walking through values. */
final class Iteration {
    private Iteration() {}

    static boolean isPossible(Object value) {
        return Values.size(value) >= 0 || value instanceof OneShot;
    }

    /** Each element counts as a step. */
    static Iterator<Object> over(Object value, Render render) {
        Iterator<?> elements = elements(value);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public Object next() {
                render.step();
                return elements.next();
            }
        };
    }

    private static Iterator<?> elements(Object value) {
        Object plain = SafeText.unwrap(value);
        if (plain instanceof String text) {
            return text.codePoints().mapToObj(Character::toString).iterator();
        }
        if (plain instanceof List<?> list) {
            return list.iterator();
        }
        if (plain instanceof Tuple tuple) {
            return tuple.items().iterator();
        }
        if (plain instanceof Map<?, ?> dict) {
            return dict.keySet().iterator();
        }
        if (plain instanceof DictView view) {
            return view.elements().iterator();
        }
        if (plain instanceof OneShot shot) {
            return shot.remaining();
        }
        if (plain instanceof Undefined) {
            return Collections.emptyIterator();
        }
        throw new Failure("'" + Values.typeName(plain) + "' object is not iterable");
    }

    static List<Object> list(Object value, Render render) {
        List<Object> list = new ArrayList<>();
        over(value, render).forEachRemaining(list::add);
        return list;
    }
}
