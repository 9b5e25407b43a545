package dev.attune.feedback.privacy;

/**
 * Check digits, each by the definition of whoever gives the number out. All take the characters without separators, letters
 * large, already of the right length and kind.
 */
final class CheckDigits {
    private static final int[][] VERHOEFF_PRODUCT = dihedral();
    private static final int[] VERHOEFF_STEP = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    private static final int[] PESEL_WEIGHTS = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1};
    private static final int[] CHINESE_WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String ITALIAN_ODD = "BAFHJNPRTVCESULDGIMOQKWZYX";

    private CheckDigits() {}

    /** ISO/IEC 7812-1, annex B. */
    static boolean luhn(CharSequence digits) {
        int sum = 0;
        boolean twice = false;
        for (int i = digits.length() - 1; i >= 0; i--, twice = !twice) {
            int digit = digits.charAt(i) - '0';
            int doubled = digit * 2;
            sum += !twice ? digit : doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /** ISO 13616 over ISO 7064 mod 97-10: the first four characters go to the end, letters count from 10. */
    static boolean iban(CharSequence text) {
        int rest = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = Character.digit(text.charAt((i + 4) % text.length()), 36);
            rest = (value < 10 ? rest * 10 + value : rest * 100 + value) % 97;
        }
        return rest == 1;
    }

    /** J. Verhoeff, Error Detecting Decimal Codes, 1969: products in the dihedral group of the pentagon. */
    static boolean verhoeff(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            for (int step = i % 8; step > 0; step--) {
                digit = VERHOEFF_STEP[digit];
            }
            sum = VERHOEFF_PRODUCT[sum][digit];
        }
        return sum == 0;
    }

    /** EAN-13, also that of the Swiss insurance number. */
    static boolean ean13(CharSequence digits) {
        return weighed(digits, new int[] {1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1}) % 10 == 0;
    }

    /** German tax number: ISO 7064 mod 11,10, and in the first ten digits exactly one stands twice or thrice. */
    static boolean germanTax(CharSequence digits) {
        int product = 10;
        int[] times = new int[10];
        for (int i = 0; i < 10; i++) {
            int digit = digits.charAt(i) - '0';
            times[digit]++;
            int sum = (digit + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        int repeated = 0;
        for (int count : times) {
            repeated += count > 1 ? 1 : 0;
            if (count > 3) {
                return false;
            }
        }
        return repeated == 1 && (11 - product) % 10 == digits.charAt(10) - '0';
    }

    /** French register: key = 97 − number mod 97; Corsica's 2A and 2B count as 19 and 18. */
    static boolean french(CharSequence text) {
        String number = text.toString().replace("2A", "19").replace("2B", "18");
        for (int i = 0; i < number.length(); i++) {
            if (!Character.isDigit(number.charAt(i))) {
                return false;
            }
        }
        int month = Integer.parseInt(number.substring(3, 5));
        boolean known = (month >= 1 && month <= 12) || (month >= 20 && month <= 42) || month >= 50;
        return known && Integer.parseInt(number.substring(13)) == 97 - Long.parseLong(number.substring(0, 13)) % 97;
    }

    /** Spanish DNI and NIE: the letter is the number mod 23. */
    static boolean spanish(CharSequence text) {
        int number = 0;
        for (int i = 0; i < 8; i++) {
            char c = text.charAt(i);
            int digit = c >= 'X' ? c - 'X' : c - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = number * 10 + digit;
        }
        return "TRWAGMYFPDXBNJZSQVHLCKE".charAt(number % 23) == text.charAt(8);
    }

    /** Italian codice fiscale: decree of 23 December 1976, odd places by table, even places by rank. */
    static boolean italian(CharSequence text) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = text.charAt(i);
            int rank = c <= '9' ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? ITALIAN_ODD.charAt(rank) - 'A' : rank;
        }
        return text.charAt(15) - 'A' == sum % 26;
    }

    /** Dutch BSN: weights 9 to 2 and −1, mod 11. */
    static boolean dutch(CharSequence digits) {
        return weighed(digits, new int[] {9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 == 0;
    }

    /** Polish PESEL: a day of birth whose month tells the century, and weights mod 10. */
    static boolean polish(CharSequence digits) {
        int month = number(digits, 2, 4) % 20;
        return isDay(number(digits, 4, 6), month) && weighed(digits, PESEL_WEIGHTS) % 10 == 0;
    }

    /** Brazilian CPF: two check digits mod 11; eleven equal digits pass and are not given out. */
    static boolean brazilian(CharSequence digits) {
        int first = weighed(digits, new int[] {10, 9, 8, 7, 6, 5, 4, 3, 2}) * 10 % 11 % 10;
        int second = weighed(digits, new int[] {11, 10, 9, 8, 7, 6, 5, 4, 3, 2}) * 10 % 11 % 10;
        boolean allEqual = digits.chars().distinct().count() == 1;
        return !allEqual && first == digits.charAt(9) - '0' && second == digits.charAt(10) - '0';
    }

    /** Chinese resident number: GB 11643, ISO 7064 mod 11-2 with X for ten. */
    static boolean chinese(CharSequence text) {
        int check = weighed(text, CHINESE_WEIGHTS) % 11;
        return isDay(number(text, 12, 14), number(text, 10, 12)) && "10X98765432".charAt(check) == text.charAt(17);
    }

    /** Swedish personnummer: a day of birth (from 61 for coordination numbers) and Luhn. */
    static boolean swedish(CharSequence digits) {
        return isDay(number(digits, 4, 6) % 60, number(digits, 2, 4)) && luhn(digits);
    }

    /** Finnish henkilötunnus: nine digits mod 31 into letters; the century sign has been left out. */
    static boolean finnish(CharSequence text) {
        int number = number(text, 0, 9);
        return isDay(number(text, 0, 2), number(text, 2, 4))
                && "0123456789ABCDEFHJKLMNPRSTUVWXY".charAt(number % 31) == text.charAt(9);
    }

    /** Belgian register number: 97 − number mod 97, with a 2 before it for those born from 2000. */
    static boolean belgian(CharSequence digits) {
        long number = number(digits, 0, 9);
        int key = number(digits, 9, 11);
        return key == 97 - number % 97 || key == 97 - (2_000_000_000L + number) % 97;
    }

    /** US social security: no area 000, 666 or 9xx, no group 00, no serial 0000. */
    static boolean american(CharSequence digits) {
        int area = number(digits, 0, 3);
        return area > 0 && area < 900 && area != 666 && number(digits, 3, 5) > 0 && number(digits, 5, 9) > 0;
    }

    /** UK national insurance: letters that are never given out. */
    static boolean british(CharSequence text) {
        String prefix = text.subSequence(0, 2).toString();
        return "DFIQUV".indexOf(prefix.charAt(0)) < 0
                && "DFIOQUV".indexOf(prefix.charAt(1)) < 0
                && !"BG GB KN NK NT TN ZZ".contains(prefix)
                && text.charAt(8) <= 'D';
    }

    private static boolean isDay(int day, int month) {
        return day >= 1 && day <= 31 && month >= 1 && month <= 12;
    }

    private static int number(CharSequence digits, int from, int to) {
        return Integer.parseInt(digits, from, to, 10);
    }

    private static int weighed(CharSequence digits, int[] weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (digits.charAt(i) - '0');
        }
        return sum;
    }

    /** Below 5 a turn, from 5 a turn of the mirror image. */
    private static int[][] dihedral() {
        int[][] product = new int[10][10];
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < 10; b++) {
                int turn = a < 5 ? a + b % 5 : a - b % 5;
                product[a][b] = Math.floorMod(turn, 5) + (a < 5 == b < 5 ? 0 : 5);
            }
        }
        return product;
    }
}
