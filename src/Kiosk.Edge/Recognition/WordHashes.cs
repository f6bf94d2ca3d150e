using System.Runtime.InteropServices;

namespace Kiosk.Edge.Recognition;

/// <summary>A text as the numbers that <c>words_emotion</c> reads: its words and their parts, hashed.</summary>
/// <remarks>Training does the same in <c>training/word_hashes.py</c>, and <c>tests/golden/word_hashes.json</c> holds
/// both to the same numbers. No Unicode table of the platform is asked, since those differ between releases. The rules
/// are written out in <c>docs/models.md</c>.</remarks>
internal static class WordHashes
{
    /// <summary>Rows of the model's table: first those for words with Hangul, then those for all else, so that the
    /// languages do not disturb each other.</summary>
    public const int Buckets = HangulBuckets + OtherBuckets;

    /// <summary>Stands between two words; no row of the table.</summary>
    public const long Break = Buckets;

    /// <summary>Code points of a text that are looked at; nobody types more at a kiosk.</summary>
    public const int Longest = 2_000;

    private const int HangulBuckets = 64_000;
    private const int OtherBuckets = 100_000;

    /// <summary>More equal symbols in a row than these say nothing more.</summary>
    private const int LongestRun = 3;

    // The letters of Latin-1 without their accents, from U+00C0; the signs × and ÷ stay as they are.
    private const string Bare = "aaaaaaaceeeeiiiidnooooo×ouuuuytsaaaaaaaceeeeiiiidnooooo÷ouuuuyty";

    // Before and after a word, and between two.
    private const int Open = 2;
    private const int Close = 3;
    private const int Between = ' ';

    // Hangul by arithmetic: Unicode, section 3.12.
    private const int Syllable = 0xAC00;
    private const int Lead = 0x1100;
    private const int Vowel = 0x1161;
    private const int Tail = 0x11A7;
    private const int Syllables = 11_172;
    private const int Leads = 19;
    private const int Vowels = 21;
    private const int Tails = 28;

    // FNV-1a, 32 bits (Fowler, Noll, Vo), over whole code points.
    private const uint Basis = 0x811C9DC5;
    private const uint Prime = 0x01000193;

    /// <summary>Each kind of n-gram begins its hash with a number of its own, so that "no" the word is not "no" the
    /// syllable.</summary>
    private enum Kind : uint
    {
        Word = 1,
        Pair = 2,
        Part = 3,
        Jamo = 4,
    }

    /// <summary>The rows of the text's n-grams word by word, as they are read, with <see cref="Break"/> between two
    /// words. A text without any is one <see cref="Break"/>.</summary>
    /// <param name="text">Any text; half surrogate pairs count as U+FFFD.</param>
    public static long[] Of(ReadOnlySpan<char> text)
    {
        List<int> symbols = [];
        Fold(text, symbols);
        // Neither may grow, which would leave a copy behind: a syllable is three jamo, and a word of n symbols gives at most
        // 5 (n + 2) stretches, 4 (3 n + 2) of jamo, itself, a pair and what parts it from the word before.
        List<int> jamo = new(3 * symbols.Count);
        List<long> rows = new((38 * symbols.Count) + 1);
        var all = CollectionsMarshal.AsSpan(symbols);
        var (before, beforeIsHangul) = (default(Range), false);
        for (var start = 0; Next(all, ref start) is { } range;)
        {
            var token = all[range];
            var isHangul = HasHangul(token);
            if (before.End.Value > 0)
            {
                rows.Add(Break);
                var pair = Hash(Step(Hash(Begin(Kind.Pair), all[before]), Between), token);
                rows.Add(Row(pair, isHangul || beforeIsHangul));
            }

            (before, beforeIsHangul) = (range, isHangul);
            rows.Add(Row(Hash(Begin(Kind.Word), token), isHangul));
            if (!IsWord(token[0]))
            {
                continue;
            }

            AddGrams(rows, Kind.Part, isHangul, token, 1, 5);
            Wipe(jamo);
            Decompose(token, jamo);
            if (jamo.Count > token.Length)
            {
                AddGrams(rows, Kind.Jamo, isHangul, CollectionsMarshal.AsSpan(jamo), 3, 6);
            }
        }

        // They spell what the customer wrote.
        all.Clear();
        Wipe(jamo);
        if (rows.Count == 0)
        {
            rows.Add(Break);
        }

        long[] found = [.. rows];
        CollectionsMarshal.AsSpan(rows).Clear();
        return found;
    }

    private static void Wipe(List<int> symbols)
    {
        CollectionsMarshal.AsSpan(symbols).Clear();
        symbols.Clear();
    }

    /// <summary>Lower case without accents, full width made half, digits all 0, Hangul in whole syllables, long runs
    /// cut.</summary>
    private static void Fold(ReadOnlySpan<char> text, List<int> symbols)
    {
        symbols.Capacity = Math.Min(text.Length, Longest);
        var seen = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (seen++ == Longest)
            {
                return;
            }

            if (IsIgnored(rune.Value))
            {
                continue;
            }

            var symbol = Fold(rune.Value);
            var last = symbols.Count == 0 ? 0 : symbols[^1];
            if (Join(last, symbol) is { } joined)
            {
                symbols[^1] = joined;
            }
            else if (symbols.Count < LongestRun
                || CollectionsMarshal.AsSpan(symbols)[^LongestRun..].ContainsAnyExcept(symbol))
            {
                symbols.Add(symbol);
            }
        }
    }

    private static int Fold(int symbol)
    {
        symbol = symbol is >= 0xFF01 and <= 0xFF5E ? symbol - 0xFEE0 : symbol;
        return symbol switch
        {
            >= 0xC0 and <= 0xFF => Bare[symbol - 0xC0],
            >= 'A' and <= 'Z' => symbol + 0x20,
            >= '0' and <= '9' => '0',
            '‘' or '’' => '\'',
            _ => symbol,
        };
    }

    /// <summary>Combining accents, zero-width and direction marks, variation selectors, skin tones, tags.</summary>
    private static bool IsIgnored(int symbol) => symbol is
        (>= 0x300 and <= 0x36F) or (>= 0x200B and <= 0x200F) or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF
        or (>= 0x1F3FB and <= 0x1F3FF) or (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsSpace(int symbol) => symbol is
        <= ' ' or 0x7F or 0x85 or 0xA0 or 0x1680 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F
        or 0x3000;

    /// <summary>Letters, the digit 0, the apostrophe, and from U+00C0 on all that is not punctuation, a symbol or an
    /// emoji.</summary>
    private static bool IsWord(int symbol) => symbol < 0xC0
        ? symbol is (>= 'a' and <= 'z') or '0' or '\''
        : symbol is not (0xD7 or 0xF7 or (>= 0x2010 and <= 0x2BFF) or (>= 0x3000 and <= 0x303F)
            or (>= 0xFE10 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFFFF) or (>= 0x1F000 and <= 0x1FAFF));

    /// <summary>Conjoining jamo, jamo by themselves, syllables.</summary>
    private static bool HasHangul(ReadOnlySpan<int> token)
    {
        foreach (var symbol in token)
        {
            if (symbol is (>= 0x1100 and <= 0x11FF) or (>= 0x3131 and <= 0x318E) or (>= 0xAC00 and <= 0xD7A3))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The syllable of two conjoining jamo; null when they make none.</summary>
    private static int? Join(int first, int second)
    {
        if (first is >= Lead and < Lead + Leads && second is >= Vowel and < Vowel + Vowels)
        {
            return Syllable + ((((first - Lead) * Vowels) + second - Vowel) * Tails);
        }

        return first is >= Syllable and < Syllable + Syllables && (first - Syllable) % Tails == 0
            && second is > Tail and < Tail + Tails
                ? first + second - Tail
                : null;
    }

    private static void Decompose(ReadOnlySpan<int> token, List<int> jamo)
    {
        foreach (var symbol in token)
        {
            var place = symbol - Syllable;
            if (place is < 0 or >= Syllables)
            {
                jamo.Add(symbol);
                continue;
            }

            jamo.Add(Lead + (place / (Vowels * Tails)));
            jamo.Add(Vowel + (place / Tails % Vowels));
            if (place % Tails > 0)
            {
                jamo.Add(Tail + (place % Tails));
            }
        }
    }

    /// <summary>The next word, or run of one mark; moves <paramref name="start"/> behind it. Null at the end.</summary>
    private static Range? Next(ReadOnlySpan<int> symbols, ref int start)
    {
        while (start < symbols.Length && IsSpace(symbols[start]))
        {
            start++;
        }

        if (start == symbols.Length)
        {
            return null;
        }

        var (first, begin) = (symbols[start], start);
        var isWord = IsWord(first);
        do
        {
            start++;
        }
        while (start < symbols.Length && !IsSpace(symbols[start])
            && (isWord ? IsWord(symbols[start]) : symbols[start] == first));
        return begin..start;
    }

    /// <summary>All stretches of these lengths of a word with its borders, border signs alone excepted.</summary>
    private static void AddGrams(
        List<long> rows, Kind kind, bool isHangul, ReadOnlySpan<int> word, int shortest, int longest)
    {
        for (var start = -1; start <= word.Length; start++)
        {
            var hash = Begin(kind);
            for (var length = 1; length <= longest && start + length <= word.Length + 1; length++)
            {
                var place = start + length - 1;
                var isBorder = place < 0 || place == word.Length;
                hash = Step(hash, place < 0 ? Open : isBorder ? Close : word[place]);
                if (length >= shortest && !(isBorder && length == 1))
                {
                    rows.Add(Row(hash, isHangul));
                }
            }
        }
    }

    private static uint Begin(Kind kind) => Step(Basis, (int)kind);

    private static uint Step(uint hash, int symbol) => unchecked((hash ^ (uint)symbol) * Prime);

    private static uint Hash(uint hash, ReadOnlySpan<int> symbols)
    {
        foreach (var symbol in symbols)
        {
            hash = Step(hash, symbol);
        }

        return hash;
    }

    /// <summary>Murmur3's fmix32 (Appleby): FNV alone leaves the low bits of neighbours alike.</summary>
    private static long Row(uint hash, bool isHangul)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
            hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
            hash ^= hash >> 16;
            return isHangul ? hash % HangulBuckets : HangulBuckets + (hash % OtherBuckets);
        }
    }
}
